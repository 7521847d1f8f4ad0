// What the page holds, decoded: typed arrays by name, and what follows from them.
'use strict';
const header = JSON.parse(document.getElementById('header').textContent);

// Blocks are base64 of little-endian arrays; data-type is the JavaScript array type.
function block(name) {
  const element = document.getElementById('block-' + name);
  const text = atob(element.textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  element.remove();
  const types = {u8: Uint8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array,
                 u64: BigUint64Array, f32: Float32Array};
  return new types[element.dataset.type](bytes.buffer);
}

const hits = {};
for (const name of ['id', 'x', 'y', 'z', 'layer', 'module', 'particle']) hits[name] = block('hit-' + name);
const hitCount = hits.id.length;
const modules = {corners: block('module-corners'), layer: block('module-layer'), id: block('module-id')};
const tracks = {};
for (const name of ['first', 'hit', 'particle', 'shared', 'matched', 'pt']) tracks[name] = block('track-' + name);
const particles = {};
for (const name of ['first', 'hit', 'id', 'pt', 'eta', 'vertex', 'found', 'type']) {
  particles[name] = block('particle-' + name);
}
const trackCount = tracks.first.length - 1;
const particleCount = particles.first.length - 1;
const passes = header.passes.map((pass, i) => ({
  name: pass.name, scored: pass.scored, total: pass.edges,
  source: block(`edge${i}-source`), target: block(`edge${i}-target`), score: block(`edge${i}-score`),
  real: block(`edge${i}-true`)
}));

const lengthOf = (set, i) => set.first[i + 1] - set.first[i];
const hitsOf = (set, i) => set.hit.subarray(set.first[i], set.first[i + 1]);
const scoreOf = code => code / 65535;

// The track of a hit, the first that has it; -1: none.
hits.track = new Int32Array(hitCount).fill(-1);
for (let t = 0; t < trackCount; ++t) {
  for (const h of hitsOf(tracks, t)) if (hits.track[h] < 0) hits.track[h] = t;
}

// State of a hit: on the right track, missed, on a wrong or fake track, no particle to find.
const FOUND = 0, MISSED = 1, WRONG = 2, OTHER = 3;
hits.state = new Uint8Array(hitCount);
hits.pt = new Float32Array(hitCount);
for (let h = 0; h < hitCount; ++h) {
  const t = hits.track[h], p = hits.particle[h];
  if (!header.truth) {
    hits.state[h] = t >= 0 ? FOUND : OTHER;
    hits.pt[h] = t >= 0 && tracks.pt[t] > 0 ? tracks.pt[t] : 0;
    continue;
  }
  hits.pt[h] = p >= 0 ? particles.pt[p] : 0;
  if (t >= 0) hits.state[h] = tracks.matched[t] && tracks.particle[t] === p ? FOUND : WRONG;
  else hits.state[h] = p >= 0 ? MISSED : OTHER;
}

// Hits by layer, so that a layer is one draw call: order[slot] is a hit, slot[hit] its place.
const layerCount = header.layers.length;
const layerFirst = new Uint32Array(layerCount + 1);
for (let h = 0; h < hitCount; ++h) ++layerFirst[hits.layer[h] + 1];
for (let l = 0; l < layerCount; ++l) layerFirst[l + 1] += layerFirst[l];
const order = new Uint32Array(hitCount), slot = new Uint32Array(hitCount);
{
  const next = layerFirst.slice();
  for (let h = 0; h < hitCount; ++h) { slot[h] = next[hits.layer[h]]++; order[slot[h]] = h; }
}

// Edges sorted by truth, then by falling score: any cut is a range, and colours are a few ranges more.
for (const pass of passes) {
  const n = pass.source.length;
  const index = new Uint32Array(n);
  for (let e = 0; e < n; ++e) index[e] = e;
  index.sort((a, b) => pass.real[b] - pass.real[a] || pass.score[b] - pass.score[a] || a - b);
  pass.elements = new Uint32Array(2 * n);
  pass.sorted = new Uint16Array(n);
  pass.trueCount = 0;
  for (let i = 0; i < n; ++i) {
    const e = index[i];
    pass.elements[2 * i] = slot[pass.source[e]];
    pass.elements[2 * i + 1] = slot[pass.target[e]];
    pass.sorted[i] = pass.score[e];
    pass.trueCount += pass.real[e];
  }
  // How many of [begin, end) have a score above the code.
  pass.above = (begin, end, code) => {
    let low = begin, high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pass.sorted[middle] > code) low = middle + 1; else high = middle;
    }
    return low;
  };
}
