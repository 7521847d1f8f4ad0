// Drawing with WebGL 2. Static buffers, made once; a frame is a few uniforms and draw calls, and is
// drawn only when something has changed.
'use strict';
const gl = canvas.getContext('webgl2', {antialias: true, alpha: false, preserveDrawingBuffer: false});
const state = {
  show: {hits: true, modules: true, edgesTrue: false, edgesFalse: false, matched: true, fake: true,
         found: false, missed: true},
  pt: 0, length: 5, score: 0.5, pass: 0, colours: 'state', dim: true,
  layers: new Uint32Array(8).fill(0xffffffff),  // bits
  chosen: null  // {hit, track, particle}, -1 where there is none
};
const layerShown = l => (state.layers[l >> 5] >>> (l & 31)) & 1;

const palettes = {
  light: {back: [1, 1, 1], module: [0.35, 0.42, 0.5, 0.16], matched: [0.04, 0.41, 0.85, 0.85], fake: [0.81, 0.13, 0.18, 0.9],
          found: [0.1, 0.5, 0.22, 0.7], missed: [0.9, 0.5, 0.0, 0.95], chosen: [0.6, 0.1, 0.75, 1], chosenTrue: [0.05, 0.6, 0.35, 1],
          hit: [[10, 104, 216], [224, 122, 0], [207, 34, 46], [140, 149, 159]],
          edgeTrue: [0.1, 0.55, 0.25], edgeFalse: [0.85, 0.2, 0.15]},
  dark: {back: [0.05, 0.067, 0.09], module: [0.6, 0.7, 0.8, 0.13], matched: [0.35, 0.65, 1, 0.85], fake: [1, 0.4, 0.4, 0.9],
         found: [0.3, 0.8, 0.45, 0.7], missed: [1, 0.7, 0.2, 0.95], chosen: [0.95, 0.55, 1, 1], chosenTrue: [0.4, 1, 0.7, 1],
         hit: [[88, 166, 255], [255, 178, 60], [255, 105, 97], [110, 118, 129]],
         edgeTrue: [0.3, 0.85, 0.45], edgeFalse: [1, 0.42, 0.35]}
};
let theme = 'light';
const palette = () => palettes[theme];

const common = `#version 300 es
precision highp float;
uniform mat4 matrix;
uniform bool rz;
uniform float minPt;
uniform highp uint layers[8];
vec4 place(vec3 p) {
  if (rz) p = vec3(p.z, (p.y < 0.0 ? -1.0 : 1.0) * length(p.xy), 0.0);
  return matrix * vec4(p, 1.0);
}
bool shown(float layer) { uint l = uint(layer + 0.5); return ((layers[l >> 5] >> (l & 31u)) & 1u) == 1u; }
`;
const fragment = `#version 300 es
precision highp float;
uniform vec4 colour;
uniform bool round;
in vec4 tint;
in float seen;
out vec4 result;
void main() {
  if (seen < 0.999) discard;
  if (round && length(gl_PointCoord - 0.5) > 0.5) discard;
  result = vec4(tint.rgb * tint.a, tint.a);
}`;
// Points: hits.  Lines: edges between hits, module outlines.  Ribbons: one quad per track segment.
const shaders = {
  points: common + `
uniform float size, fade;
in vec3 position; in vec4 paint; in float pt;
out vec4 tint; out float seen;
void main() {
  gl_Position = place(position);
  if (pt < minPt) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = size;
  tint = vec4(paint.rgb, paint.a * fade); seen = 1.0;
}`,
  lines: common + `
uniform vec4 colour;
in vec3 position; in float pt; in float layer;
out vec4 tint; out float seen;
void main() {
  gl_Position = place(position);
  seen = pt >= minPt && shown(layer) ? 1.0 : 0.0;
  tint = colour;
}`,
  ribbons: common + `
uniform vec4 colour;
uniform vec2 pixel;      // clip space per half pixel of the width
uniform float minLength;
in vec3 a; in vec3 b; in float pt; in vec3 meta;  // layers of a and b, hits of the track
out vec4 tint; out float seen;
void main() {
  vec4 p = place(a), q = place(b);
  bool end = (gl_VertexID & 1) == 1, side = (gl_VertexID & 2) == 2;
  vec2 along = q.xy / max(q.w, 1e-6) - p.xy / max(p.w, 1e-6);
  vec2 normal = normalize(vec2(-along.y / pixel.y, along.x / pixel.x) + vec2(1e-9, 0.0));
  vec4 at = end ? q : p;
  at.xy += normal * pixel * at.w * (side ? 1.0 : -1.0);
  bool good = pt >= minPt && meta.z >= minLength && shown(meta.x) && shown(meta.y) && p.w > 0.0 && q.w > 0.0;
  gl_Position = good ? at : vec4(2.0, 2.0, 2.0, 1.0);
  tint = colour; seen = 1.0;
}`
};

function compile(vertex) {
  const program = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  const uniform = {};
  for (let i = 0; i < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); ++i) {
    const name = gl.getActiveUniform(program, i).name.replace('[0]', '');
    uniform[name] = gl.getUniformLocation(program, name);
  }
  return {program, uniform, attribute: name => gl.getAttribLocation(program, name)};
}

function upload(target, data) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(target, buffer);
  gl.bufferData(target, data, gl.STATIC_DRAW);
  return buffer;
}

// A vertex array: {attribute: [buffer, size, type, normalized, stride, offset, divisor]}.
function vertexArray(program, attributes, elements) {
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  for (const [name, [buffer, size, type, normalized, stride, offset, divisor]] of Object.entries(attributes)) {
    const at = program.attribute(name);
    if (at < 0) continue;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, type, normalized, stride, offset);
    gl.vertexAttribDivisor(at, divisor || 0);
  }
  if (elements) gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, elements);
  gl.bindVertexArray(null);
  return array;
}

// Segments as instances: a, b, pT, layers and the number of hits (10 floats).
const segmentFloats = 10;
function segments(lists) {
  let count = 0;
  for (const list of lists) count += Math.max(0, list.points.length / 4 - 1);
  const out = new Float32Array(count * segmentFloats);
  let at = 0;
  for (const {points, pt, length} of lists) {  // points: x, y, z, layer
    for (let i = 0; i + 4 < points.length; i += 4) {
      out.set([points[i], points[i + 1], points[i + 2], points[i + 4], points[i + 5], points[i + 6], pt,
               points[i + 3], points[i + 7], length], at);
      at += segmentFloats;
    }
  }
  return out;
}
function pointsOf(list, start) {
  const points = [];
  if (start) points.push(start[0], start[1], start[2], list.length ? hits.layer[list[0]] : 0);
  for (const h of list) points.push(hits.x[h], hits.y[h], hits.z[h], hits.layer[h]);
  return points;
}
const trackPath = t => ({points: pointsOf(hitsOf(tracks, t)), length: lengthOf(tracks, t),
                         pt: tracks.pt[t] > 0 ? tracks.pt[t] : 0});
function particlePath(p) {
  const v = particles.vertex.subarray(3 * p, 3 * p + 3);
  return {points: pointsOf(hitsOf(particles, p), header.particles && isFinite(v[0]) ? v : null),
          pt: particles.pt[p], length: lengthOf(particles, p)};
}
