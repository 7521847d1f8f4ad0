// What is chosen: a hit by clicking, a track or a particle from the list; and what there is to say.
'use strict';
const escapeText = text => String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);
const number = (value, digits = 3) => Number.isFinite(value) ? Number(value).toPrecision(digits).replace(/e\+?/, '·10^') : '–';
const layerName = l => `${header.layers[l].volume}/${header.layers[l].layer}`;

// The best track of a particle: the one with most of its hits; -1: none.
function trackOfParticle(p) {
  let best = -1, most = 0;
  const count = new Map();
  for (const h of hitsOf(particles, p)) {
    const t = hits.track[h];
    if (t < 0) continue;
    count.set(t, (count.get(t) || 0) + 1);
    if (count.get(t) > most) { most = count.get(t); best = t; }
  }
  return best;
}

function choose(hit, track, particle) {
  if (hit < 0 && track < 0 && particle < 0) state.chosen = null;
  else state.chosen = {hit, track, particle};
  fillTracks('chosen', track >= 0 ? [trackPath(track)] : []);
  fillTracks('chosenTrue', particle >= 0 ? [particlePath(particle)] : []);
  showChosen();
  redraw();
}
const chooseTrack = t => choose(-1, t, tracks.particle[t]);
const chooseParticle = p => choose(-1, trackOfParticle(p), p);
function chooseHit(h) {
  const t = hits.track[h];
  choose(h, t, hits.particle[h] >= 0 ? hits.particle[h] : t >= 0 ? tracks.particle[t] : -1);
}

// The nearest drawn hit within some pixels of a click; -1: none.
function hitAt(x, y) {
  const m = viewMatrix();
  let best = -1, nearest = 14 * 14;
  for (let h = 0; h < hitCount; ++h) {
    if (hits.pt[h] < state.pt || !layerShown(hits.layer[h])) continue;
    const p = project(m, hits.x[h], hits.y[h], hits.z[h]);
    if (!p) continue;
    const d = (p[0] - x) ** 2 + (p[1] - y) ** 2;
    if (d < nearest) { nearest = d; best = h; }
  }
  return best;
}

// Score of the edge between two hits, in any graph and direction; undefined: there is none.
function edgeScores(pairs) {
  const wanted = new Map(pairs.map(([a, b], i) => [Math.min(a, b) * hitCount + Math.max(a, b), i]));
  const found = pairs.map(() => undefined);
  for (const pass of passes) {
    for (let e = 0; e < pass.source.length; ++e) {
      const a = pass.source[e], b = pass.target[e];
      const i = wanted.get(Math.min(a, b) * hitCount + Math.max(a, b));
      if (i !== undefined && found[i] === undefined) found[i] = pass.scored ? scoreOf(pass.score[e]) : 1;
    }
  }
  return found;
}

// Hit by hit along the particle (or the track, without truth): where it went wrong.
function hitTable(list, track) {
  const pairs = [];
  for (let i = 1; i < list.length; ++i) pairs.push([list[i - 1], list[i]]);
  const scores = passes.length ? edgeScores(pairs) : [];
  let rows = '';
  list.forEach((h, i) => {
    const t = hits.track[h];
    const on = t < 0 ? '–' : t === track ? 'this' : `track ${t + 1}`;
    const edge = i === 0 || !passes.length ? '' : scores[i - 1] === undefined ? 'no edge' : number(scores[i - 1], 2);
    rows += `<tr data-hit="${h}"><td>${layerName(hits.layer[h])}</td><td>${hits.id[h]}</td>` +
            `<td>${number(Math.hypot(hits.x[h], hits.y[h]), 4)}</td><td>${number(hits.z[h], 4)}</td><td>${on}</td><td>${edge}</td></tr>`;
  });
  return `<div class="hits"><table><tr><th>volume/layer</th><th>hit</th><th>r mm</th><th>z mm</th><th>on</th>` +
         `<th title="score of the edge from the hit before">edge</th></tr>${rows}</table></div>`;
}

function showChosen() {
  const section = document.getElementById('chosen'), chosen = state.chosen;
  section.hidden = !chosen;
  if (!chosen) return;
  const facts = [];
  const add = (name, value) => facts.push(`<dt>${name}</dt><dd>${value}</dd>`);
  if (chosen.hit >= 0) {
    const h = chosen.hit;
    add('hit', `${hits.id[h]} at (${number(hits.x[h], 4)}, ${number(hits.y[h], 4)}, ${number(hits.z[h], 4)}) mm`);
    add('module', `${layerName(hits.layer[h])}/${modules.id[hits.module[h]]}`);
    if (header.truth && hits.particle[h] < 0) add('particle', 'none: noise');
  }
  if (chosen.particle >= 0) {
    const p = chosen.particle, v = particles.vertex.subarray(3 * p, 3 * p + 3);
    add('particle', `${particles.id[p]}${particles.type[p] ? `, PDG ${particles.type[p]}` : ''}`);
    add('true pT, η', `${number(particles.pt[p])} GeV, ${number(particles.eta[p])}`);
    if (header.particles && isFinite(v[0])) add('made at', `r ${number(Math.hypot(v[0], v[1]))} mm, z ${number(v[2])} mm`);
    add('state', particles.found[p] ? 'found' : 'missed: no track has more than half of its hits');
  }
  if (chosen.track >= 0) {
    const t = chosen.track, n = lengthOf(tracks, t);
    add('track', `${t + 1}, ${n} hits` + (header.truth ? `, ${tracks.shared[t]} of one particle` : ''));
    if (header.truth) add('match', tracks.matched[t] ? 'double majority' : 'fake: no double majority');
    if (header.fitted) add('fitted pT', tracks.pt[t] > 0 ? `${number(tracks.pt[t])} GeV` : 'no fit');
  }
  const list = chosen.particle >= 0 ? hitsOf(particles, chosen.particle) : chosen.track >= 0 ? hitsOf(tracks, chosen.track) : [];
  document.getElementById('details').innerHTML = `<dl>${facts.join('')}</dl>` + (list.length ? hitTable([...list], chosen.track) : '');
  if (panelSide() === 'bottom') section.scrollIntoView({block: 'nearest'});
}

function chosenHits() {
  const c = state.chosen, list = [];
  if (!c) return list;
  if (c.track >= 0) list.push(...hitsOf(tracks, c.track));
  if (c.particle >= 0) list.push(...hitsOf(particles, c.particle));
  if (c.hit >= 0 && list.length === 0) list.push(c.hit);
  return list;
}

// An id typed by the user: hit or particle id of the files, or "track N". Returns what was found.
function search(text) {
  const words = text.trim().match(/^(track|hit|particle)?\s*(\d+)$/i);
  if (!words) return text.trim() === '' ? '' : 'an id is a whole number';
  const kind = (words[1] || '').toLowerCase(), id = BigInt(words[2]);
  if (kind !== 'track' && kind !== 'hit') {
    const p = particles.id.indexOf(id);
    if (p >= 0) { chooseParticle(p); return 'particle'; }
  }
  if (kind === 'track' && id > 0n && id <= BigInt(trackCount)) { chooseTrack(Number(id) - 1); return 'track'; }
  if (kind !== 'track' && kind !== 'particle') {
    const h = hits.id.indexOf(id);
    if (h >= 0) { chooseHit(h); return 'hit'; }
  }
  return 'not in this event';
}
