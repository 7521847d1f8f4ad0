// The panel: figures, what is shown, filters and lists; and mouse, touch and keys on the view.
'use strict';
const $ = id => document.getElementById(id);
const grouped = n => Number(n).toLocaleString('en').replace(/,/g, ' ');

function countWhere(length, test) { let n = 0; for (let i = 0; i < length; ++i) n += test(i) ? 1 : 0; return n; }

function showFigures() {
  const longTracks = countWhere(trackCount, t => lengthOf(tracks, t) >= state.length);
  const rows = [['hits', grouped(hitCount)], [`tracks of ≥ ${state.length} hits`, grouped(longTracks)]];
  if (header.truth) {
    const selected = p => lengthOf(particles, p) >= state.length && particles.pt[p] >= state.pt;
    const all = countWhere(particleCount, selected);
    const found = countWhere(particleCount, p => selected(p) && particles.found[p]);
    const fakes = countWhere(trackCount, t => lengthOf(tracks, t) >= state.length && !tracks.matched[t]);
    const share = (n, of) => of ? ` (${(100 * n / of).toFixed(1)} %)` : '';
    rows.push([`particles of ≥ ${state.length} hits${state.pt > 0 ? `, pT > ${number(state.pt, 2)}` : ''}`, grouped(all)],
              ['  found', grouped(found) + share(found, all)], ['  missed', grouped(all - found) + share(all - found, all)],
              ['fake tracks', grouped(fakes) + share(fakes, longTracks)]);
  }
  $('figures').innerHTML = rows.map(([a, b]) => `<tr><td>${a}</td><td>${b}</td></tr>`).join('');
}

const css = c => `rgb(${c.slice(0, 3).map(v => Math.round(v <= 1 ? 255 * v : v)).join(' ')})`;
function showToggles() {
  const p = palette(), items = [['hits', 'hits', null], ['modules', 'modules', p.module]];
  if (header.truth) {
    items.push(['matched', 'tracks of a particle', p.matched], ['fake', 'fake tracks', p.fake],
               ['missed', 'missed particles', p.missed], ['found', 'found particles', p.found]);
    if (passes.length) items.push(['edgesTrue', 'true edges', p.edgeTrue], ['edgesFalse', 'false edges', p.edgeFalse]);
  } else {
    items.push(['matched', 'tracks', p.matched]);
    if (passes.length) items.push(['edgesFalse', 'edges', null]);
  }
  $('toggles').innerHTML = items.map(([key, text, colour]) => `<label><input type="checkbox" data-show="${key}" ${state.show[key] ? 'checked' : ''}>` +
    (colour ? `<span class="swatch" style="background:${css(colour)}"></span>` : '') + `${text}</label>`).join('') +
    (state.colours === 'state' ? '<label><small style="margin:0">hits: ' + (header.truth ? ['on their track', 'missed', 'on a wrong track', 'other'] : ['on a track', '', '', 'other'])
      .map((name, i) => name && `<span style="color:${css(p.hit[i])}">●</span> ${name}`).filter(Boolean).join(' ') + '</small></label>' : '');
  for (const box of $('toggles').querySelectorAll('input')) {
    box.onchange = () => { state.show[box.dataset.show] = box.checked; redraw(); };
  }
}

function showLayers() {
  const volumes = new Map();
  header.layers.forEach((layer, l) => {
    if (!volumes.has(layer.volume)) volumes.set(layer.volume, []);
    volumes.get(layer.volume).push(l);
  });
  const on = list => list.every(layerShown);
  const set = (l, value) => { if (value) state.layers[l >> 5] |= 1 << (l & 31); else state.layers[l >> 5] &= ~(1 << (l & 31)); };
  $('volumes').innerHTML = [...volumes].map(([v, list]) =>
    `<label><input type="checkbox" data-volume="${v}" ${on(list) ? 'checked' : ''}> volume ${v}${header.layers[list[0]].barrel ? ', barrel' : ''}</label>` +
    `<div class="layers">${list.map(l => `<label><input type="checkbox" data-layer="${l}" ${layerShown(l) ? 'checked' : ''}>${header.layers[l].layer}</label>`).join('')}</div>`).join('');
  for (const box of $('volumes').querySelectorAll('input')) {
    box.onchange = () => {
      const list = box.dataset.volume !== undefined ? volumes.get(Number(box.dataset.volume)) : [Number(box.dataset.layer)];
      for (const l of list) set(l, box.checked);
      showLayers();
      redraw();
    };
  }
}

const lists = header.truth ? {
  missed: {text: 'missed particles', of: 'particle', test: p => !particles.found[p]},
  fake: {text: 'fake tracks', of: 'track', test: t => !tracks.matched[t]},
  matched: {text: 'tracks of a particle', of: 'track', test: t => tracks.matched[t]},
  particles: {text: 'all particles', of: 'particle', test: () => true}
} : {tracks: {text: 'tracks', of: 'track', test: () => true}};
const longest = 300;

function showList() {
  const list = lists[$('list').value];
  const set = list.of === 'track' ? tracks : particles, count = list.of === 'track' ? trackCount : particleCount;
  let rows = [];
  for (let i = 0; i < count; ++i) {
    if (lengthOf(set, i) >= state.length && !(set.pt[i] < state.pt) && list.test(i)) rows.push(i);
  }
  const total = rows.length;
  rows.sort((a, b) => (set.pt[b] || 0) - (set.pt[a] || 0) || lengthOf(set, b) - lengthOf(set, a) || a - b);
  rows = rows.slice(0, longest);
  const cells = i => list.of === 'track'
    ? [i + 1, number(tracks.pt[i]), lengthOf(tracks, i), header.truth ? `${tracks.shared[i]}/${lengthOf(tracks, i)}` : '']
    : [particles.id[i], number(particles.pt[i]), lengthOf(particles, i), number(particles.eta[i])];
  const heads = list.of === 'track' ? ['track', 'pT', 'hits', header.truth ? 'shared' : ''] : ['particle', 'pT', 'hits', 'η'];
  $('rows').innerHTML = `<table><tr>${heads.map(h => `<th>${h}</th>`).join('')}</tr>` +
    rows.map(i => `<tr data-row="${i}" tabindex="0">${cells(i).map(c => `<td>${c}</td>`).join('')}</tr>`).join('') + '</table>' +
    (total > longest ? `<p>${grouped(total - longest)} more: raise pT</p>` : total === 0 ? '<p>none</p>' : '');
  for (const row of $('rows').querySelectorAll('tr[data-row]')) {
    row.onclick = () => (list.of === 'track' ? chooseTrack : chooseParticle)(Number(row.dataset.row));
    row.onkeydown = event => { if (event.key === 'Enter') row.click(); };
  }
}

const crowded = 2000;
const ptPlace = pt => Math.round(100 * Math.log(pt / 0.05) / Math.log(200));
const ptOf = value => value <= 0 ? 0 : 0.05 * Math.pow(200, value / 100);  // 0.05 to 10 GeV
function readSliders() {
  state.pt = ptOf(Number($('pt').value));
  state.length = Number($('length').value);
  state.score = Number($('score').value) / 100;
  $('pt-row').querySelector('output').textContent = state.pt > 0 ? `${number(state.pt, 2)} GeV` : 'all';
  $('length-row').querySelector('output').textContent = `${state.length} hits`;
  $('score-row').querySelector('output').textContent = state.score.toFixed(2);
  showFigures();
  showList();
  redraw();
}

function setView(mode) {
  camera.mode = mode;
  for (const button of document.querySelectorAll('[data-view]')) button.classList.toggle('on', button.dataset.view === mode);
  resetCamera();
  redraw();
}
function setTheme(name) {
  theme = name;
  document.documentElement.dataset.theme = name;
  paintHits();
  showToggles();
  redraw();
}
