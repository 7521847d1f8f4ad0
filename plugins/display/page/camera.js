// Where the eye is: turning around a point in 3D, a parallel projection for x-y and r-z.
'use strict';
const canvas = document.getElementById('view');
const camera = {mode: '3d', yaw: 0.6, pitch: 0.35, distance: 1, target: [0, 0, 0], scale: 1};

// The box of the hits and modules, in mm.
const extent = (() => {
  let r = 1, z = 1;
  for (let h = 0; h < hitCount; ++h) {
    r = Math.max(r, Math.hypot(hits.x[h], hits.y[h]));
    z = Math.max(z, Math.abs(hits.z[h]));
  }
  return {r, z};
})();

function resetCamera() {
  camera.yaw = 0.6; camera.pitch = 0.35; camera.target = [0, 0, 0];
  // `distance` is half the height seen, at the target. In 3D the near end of the beam line looms.
  const aspect = Math.max(0.2, viewWidth() / viewHeight());
  const wide = camera.mode === 'xy' ? extent.r : extent.z;
  camera.distance = 1.1 * Math.max(extent.r, wide / aspect * (camera.mode === '3d' ? 1.05 : 1));
}

// The part of the canvas that the panel leaves free, in CSS pixels.
function viewWidth() { return canvas.clientWidth - (panelSide() === 'right' ? panelSize() : 0); }
function viewHeight() { return canvas.clientHeight - (panelSide() === 'bottom' ? panelSize() : 0); }
function panelSide() {
  const panel = document.getElementById('panel');
  if (panel.classList.contains('folded')) return 'none';
  return panel.offsetWidth > 0.9 * canvas.clientWidth ? 'bottom' : 'right';
}
function panelSize() {
  const panel = document.getElementById('panel');
  return panelSide() === 'bottom' ? panel.offsetHeight : panel.offsetWidth;
}

// Unit vectors of the view: right, up, towards the eye. The beam (z) lies to the right at yaw 0.
function axes() {
  if (camera.mode !== '3d') return [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const cy = Math.cos(camera.yaw), sy = Math.sin(camera.yaw);
  const cp = Math.cos(camera.pitch), sp = Math.sin(camera.pitch);
  return [[sy, 0, cy], [cy * sp, cp, -sy * sp], [-cy * cp, sp, sy * cp]];
}

// Column-major matrix from mm (of r-z: z, signed r) to clip space, shifted so that the target is in
// the middle of the free part.
function viewMatrix() {
  const [right, up, back] = axes();
  const aspect = viewWidth() / viewHeight(), half = camera.distance;
  const t = camera.target;
  const dot = v => v[0] * t[0] + v[1] * t[1] + v[2] * t[2];
  const row = (v, s) => [v[0] * s, v[1] * s, v[2] * s, -dot(v) * s];
  const x = row(right, 1 / (half * aspect)), y = row(up, 1 / half);
  let z, w;
  if (camera.mode === '3d') {
    // The eye is 3 half heights away (a field of view of 37 degrees).
    const eye = 3 * half, near = 0.02 * eye, far = eye + 4 * Math.max(extent.r, extent.z) + half;
    const depth = row(back, -1);  // distance from the target, away from the eye
    w = [depth[0] / eye, depth[1] / eye, depth[2] / eye, depth[3] / eye + 1];
    const a = (far + near) / (far - near), b = 2 * far * near / (far - near);
    z = [a * depth[0], a * depth[1], a * depth[2], a * (depth[3] + eye) - b].map(c => c / eye);
  } else {
    z = [0, 0, -1e-5, 0];
    w = [0, 0, 0, 1];
  }
  // From the free part to the whole canvas.
  const sx = viewWidth() / canvas.clientWidth, sy = viewHeight() / canvas.clientHeight;
  const m = new Float32Array(16);
  for (let c = 0; c < 4; ++c) {
    m[4 * c] = x[c] * sx + w[c] * (sx - 1);
    m[4 * c + 1] = y[c] * sy + w[c] * (1 - sy);
    m[4 * c + 2] = z[c];
    m[4 * c + 3] = w[c];
  }
  return m;
}

// A point of the event as the view takes it.
function viewPoint(x, y, z) {
  return camera.mode === 'rz' ? [z, Math.sign(y || 1) * Math.hypot(x, y), 0] : [x, y, z];
}

// CSS pixels of a point, or null behind the eye.
function project(m, x, y, z) {
  const p = viewPoint(x, y, z);
  const w = m[3] * p[0] + m[7] * p[1] + m[11] * p[2] + m[15];
  if (w <= 0.01) return null;
  const cx = (m[0] * p[0] + m[4] * p[1] + m[8] * p[2] + m[12]) / w;
  const cy = (m[1] * p[0] + m[5] * p[1] + m[9] * p[2] + m[13]) / w;
  return [(cx + 1) / 2 * canvas.clientWidth, (1 - cy) / 2 * canvas.clientHeight];
}

function turn(dx, dy) {
  camera.yaw -= dx * 0.006;
  camera.pitch = Math.max(-1.55, Math.min(1.55, camera.pitch + dy * 0.006));
}
function pan(dx, dy) {
  const [right, up] = axes(), mm = 2 * camera.distance / viewHeight();
  for (let i = 0; i < 3; ++i) camera.target[i] += (-right[i] * dx + up[i] * dy) * mm;
}
function zoomBy(factor) {
  camera.distance = Math.max(2, Math.min(20 * Math.max(extent.r, extent.z), camera.distance * factor));
}
// Looks at some hits.
function lookAt(list) {
  if (list.length === 0) return;
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const h of list) {
    viewPoint(hits.x[h], hits.y[h], hits.z[h]).forEach((c, i) => {
      low[i] = Math.min(low[i], c);
      high[i] = Math.max(high[i], c);
    });
  }
  camera.target = low.map((c, i) => (c + high[i]) / 2);
  camera.distance = Math.max(20, 0.7 * Math.hypot(...low.map((c, i) => high[i] - c)));
}
