// The buffers of the event and the drawing of a frame.
'use strict';
let points, lines, ribbons, hitArray, edgeArrays, moduleArray, paintBuffer;
const trackBuffers = {};  // matched, fake, found, missed, chosen, chosenTrue: {buffer, count}
let drawCalls = 0;

function makeBuffers() {
  points = compile(shaders.points);
  lines = compile(shaders.lines);
  ribbons = compile(shaders.ribbons);
  const position = new Float32Array(3 * hitCount), pt = new Float32Array(hitCount);
  const layer = new Uint16Array(hitCount);
  for (let s = 0; s < hitCount; ++s) {
    const h = order[s];
    position.set([hits.x[h], hits.y[h], hits.z[h]], 3 * s);
    pt[s] = hits.pt[h];
    layer[s] = hits.layer[h];
  }
  const buffers = {position: upload(gl.ARRAY_BUFFER, position), pt: upload(gl.ARRAY_BUFFER, pt),
                   layer: upload(gl.ARRAY_BUFFER, layer)};
  paintBuffer = gl.createBuffer();
  paintHits();
  hitArray = vertexArray(points, {position: [buffers.position, 3, gl.FLOAT], pt: [buffers.pt, 1, gl.FLOAT],
                                  paint: [paintBuffer, 4, gl.UNSIGNED_BYTE, true]});
  edgeArrays = passes.map(pass => vertexArray(lines, {
    position: [buffers.position, 3, gl.FLOAT], pt: [buffers.pt, 1, gl.FLOAT],
    layer: [buffers.layer, 1, gl.UNSIGNED_SHORT]}, upload(gl.ELEMENT_ARRAY_BUFFER, pass.elements)));
  makeModules();
  const all = [...Array(trackCount).keys()], every = [...Array(particleCount).keys()];
  fillTracks('matched', all.filter(t => tracks.matched[t] || !header.truth).map(trackPath));
  fillTracks('fake', all.filter(t => header.truth && !tracks.matched[t]).map(trackPath));
  fillTracks('found', every.filter(p => particles.found[p]).map(particlePath));
  fillTracks('missed', every.filter(p => !particles.found[p]).map(particlePath));
}

function makeModules() {
  const n = modules.layer.length;
  const corners = new Float32Array(modules.corners.length);
  for (let i = 0; i < corners.length; ++i) corners[i] = modules.corners[i] * header.cornerUnit;
  const layer = new Uint16Array(4 * n), elements = new Uint32Array(8 * n);
  modules.first = new Uint32Array(layerCount + 1);
  for (let m = 0; m < n; ++m) {
    ++modules.first[modules.layer[m] + 1];
    for (let c = 0; c < 4; ++c) {
      layer[4 * m + c] = modules.layer[m];
      elements[8 * m + 2 * c] = 4 * m + c;
      elements[8 * m + 2 * c + 1] = 4 * m + (c + 1) % 4;
    }
  }
  for (let l = 0; l < layerCount; ++l) modules.first[l + 1] += modules.first[l];
  moduleArray = vertexArray(lines, {position: [upload(gl.ARRAY_BUFFER, corners), 3, gl.FLOAT],
                                    layer: [upload(gl.ARRAY_BUFFER, layer), 1, gl.UNSIGNED_SHORT]},
                            upload(gl.ELEMENT_ARRAY_BUFFER, elements));
}

function fillTracks(name, paths) {
  if (!gl) return;
  const data = segments(paths);
  const old = trackBuffers[name];
  if (old) { gl.deleteBuffer(old.buffer); gl.deleteVertexArray(old.array); }
  const buffer = upload(gl.ARRAY_BUFFER, data), stride = 4 * segmentFloats;
  trackBuffers[name] = {buffer, count: data.length / segmentFloats, array: vertexArray(ribbons, {
    a: [buffer, 3, gl.FLOAT, false, stride, 0, 1], b: [buffer, 3, gl.FLOAT, false, stride, 12, 1],
    pt: [buffer, 1, gl.FLOAT, false, stride, 24, 1], meta: [buffer, 3, gl.FLOAT, false, stride, 28, 1]})};
}

// Colours of the hits, as bytes per slot.
const volumeColours = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#76b7b2', '#edc948', '#b07aa1', '#ff9da7', '#9c755f'];
function ramp(t) {  // low: violet, high: orange
  const stops = [[0.45, 0.35, 0.85], [0.1, 0.62, 0.6], [0.95, 0.58, 0.1]];
  const k = Math.min(1, Math.max(0, t)) * 2, i = Math.min(1, Math.floor(k));
  return stops[i].map((c, j) => c + (stops[i + 1][j] - c) * (k - i));
}
function paintHits() {
  if (!gl) return;
  const bytes = new Uint8Array(4 * hitCount);
  const volumes = [...new Set(header.layers.map(l => l.volume))];
  const byVolume = header.layers.map(l => {
    const c = volumeColours[volumes.indexOf(l.volume) % volumeColours.length];
    return [1, 3, 5].map(i => parseInt(c.slice(i, i + 2), 16));
  });
  for (let s = 0; s < hitCount; ++s) {
    const h = order[s];
    let c, alpha = 255;
    if (state.colours === 'volume') c = byVolume[hits.layer[h]];
    else if (state.colours === 'pt') c = ramp((Math.log10(Math.max(hits.pt[h], 0.05)) + 1.3) / 2.3).map(v => 255 * v);
    else { c = palette().hit[hits.state[h]]; alpha = hits.state[h] === OTHER ? 130 : 235; }
    bytes.set([c[0], c[1], c[2], alpha], 4 * s);
  }
  gl.bindBuffer(gl.ARRAY_BUFFER, paintBuffer);
  gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
}

function use(program, matrix) {
  gl.useProgram(program.program);
  gl.uniformMatrix4fv(program.uniform.matrix, false, matrix);
  gl.uniform1i(program.uniform.rz, camera.mode === 'rz' ? 1 : 0);
  gl.uniform1f(program.uniform.minPt, state.pt);
  gl.uniform1uiv(program.uniform.layers, state.layers);
  gl.uniform1i(program.uniform.round, program === points ? 1 : 0);
}
const faded = (c, fade) => [c[0], c[1], c[2], c[3] * fade];
const dimming = () => state.chosen && state.dim ? 0.07 : 1;

// One call per run of shown layers.
function byLayer(first, call) {
  for (let l = 0; l < layerCount;) {
    if (!layerShown(l)) { ++l; continue; }
    const begin = l;
    while (l < layerCount && layerShown(l)) ++l;
    if (first[l] > first[begin]) { call(first[begin], first[l] - first[begin]); ++drawCalls; }
  }
}

function drawEdges() {
  const bins = 16, cut = Math.round(state.score * 65535);
  for (let i = 0; i < passes.length; ++i) {
    if (state.pass !== i) continue;
    const pass = passes[i];
    gl.bindVertexArray(edgeArrays[i]);
    for (const real of [1, 0]) {
      if (!state.show[real ? 'edgesTrue' : 'edgesFalse']) continue;
      const begin = real ? 0 : pass.trueCount, end = real ? pass.trueCount : pass.sorted.length;
      let at = begin;
      for (let b = bins; b-- > 0;) {
        const low = cut + (65535 - cut) * b / bins;
        const next = pass.above(at, end, b === 0 ? (cut === 0 ? -1 : cut) : low);
        if (next > at) {
          const score = (low + (65535 - cut) / bins / 2) / 65535;
          const colour = state.edgeColours === 'truth' && header.truth
            ? (real ? palette().edgeTrue : palette().edgeFalse) : ramp(score);
          gl.uniform4fv(lines.uniform.colour, faded([...colour, 0.12 + 0.5 * score], dimming()));
          gl.drawElements(gl.LINES, 2 * (next - at), gl.UNSIGNED_INT, 8 * at);
          ++drawCalls;
        }
        at = next;
      }
    }
  }
}

function drawTracks(name, colour, width, filtered) {
  const set = trackBuffers[name];
  if (!set || set.count === 0) return;
  gl.uniform4fv(ribbons.uniform.colour, colour);
  gl.uniform2f(ribbons.uniform.pixel, width / canvas.clientWidth, width / canvas.clientHeight);
  gl.uniform1f(ribbons.uniform.minPt, filtered ? state.pt : 0);
  gl.uniform1f(ribbons.uniform.minLength, filtered ? state.length : 0);
  if (!filtered) gl.uniform1uiv(ribbons.uniform.layers, new Uint32Array(8).fill(0xffffffff));
  gl.bindVertexArray(set.array);
  gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, set.count);
  ++drawCalls;
}

function draw() {
  if (!gl) return;
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  drawCalls = 0;
  gl.viewport(0, 0, width, height);
  gl.clearColor(...palette().back, 1);
  gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  gl.enable(gl.DEPTH_TEST);
  gl.depthFunc(gl.LEQUAL);
  const matrix = viewMatrix(), fade = dimming(), colours = palette();
  gl.depthMask(false);
  use(lines, matrix);
  if (state.show.modules) {
    gl.bindVertexArray(moduleArray);
    gl.vertexAttrib1f(lines.attribute('pt'), 1e30);
    gl.uniform4fv(lines.uniform.colour, faded(colours.module, fade));
    byLayer(modules.first, (first, count) => gl.drawElements(gl.LINES, 8 * count, gl.UNSIGNED_INT, 32 * first));
  }
  drawEdges();
  gl.depthMask(true);
  if (state.show.hits) {
    use(points, matrix);
    gl.uniform1f(points.uniform.size, ratio * (camera.distance > 400 ? 2.2 : 4));
    gl.uniform1f(points.uniform.fade, fade);
    if (fade < 1) gl.depthMask(false);
    gl.bindVertexArray(hitArray);
    byLayer(layerFirst, (first, count) => gl.drawArrays(gl.POINTS, first, count));
  }
  use(ribbons, matrix);
  gl.depthMask(false);
  for (const name of ['found', 'missed', 'matched', 'fake']) {
    if (state.show[name]) drawTracks(name, faded(colours[name], fade), name === 'matched' ? 1.2 : 1.6, true);
  }
  if (state.chosen) {
    gl.disable(gl.DEPTH_TEST);
    drawTracks('chosenTrue', colours.chosenTrue, 6, false);
    drawTracks('chosen', colours.chosen, 2.6, false);
  }
  gl.bindVertexArray(null);
}

let waiting = false;
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); });
}
