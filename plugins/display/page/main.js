// Ties view and panel together, and starts.
'use strict';
function listenToView() {
  const down = new Map();
  let moved = 0, spread = 0;
  const distance = () => { const [a, b] = [...down.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, {x: event.clientX, y: event.clientY});
    moved = down.size > 1 ? 100 : 0;
    if (down.size === 2) spread = distance();
  });
  canvas.addEventListener('pointermove', event => {
    const at = down.get(event.pointerId);
    if (!at) return;
    const dx = event.clientX - at.x, dy = event.clientY - at.y;
    moved += Math.abs(dx) + Math.abs(dy);
    at.x = event.clientX; at.y = event.clientY;
    if (down.size === 2) {
      pan(dx / 2, dy / 2);
      const now = distance();
      if (now > 0 && spread > 0) zoomBy(spread / now);
      spread = now;
    } else if (camera.mode !== '3d' || event.shiftKey || event.buttons & 6) pan(dx, dy);
    else turn(dx, dy);
    redraw();
  });
  const up = event => {
    if (down.delete(event.pointerId) && moved < 6 && event.type === 'pointerup') {
      const h = hitAt(event.clientX, event.clientY);
      if (h >= 0) chooseHit(h); else choose(-1, -1, -1);
    }
  };
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('contextmenu', event => event.preventDefault());
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    zoomBy(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004));
    redraw();
  }, {passive: false});
  canvas.addEventListener('keydown', event => {
    const step = 24, keys = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]};
    if (keys[event.key]) (event.shiftKey || camera.mode !== '3d' ? pan : turn)(...keys[event.key]);
    else if (event.key === '+') zoomBy(0.85);
    else if (event.key === '-') zoomBy(1 / 0.85);
    else if (event.key === 'Escape') choose(-1, -1, -1);
    else return;
    event.preventDefault();
    redraw();
  });
  window.addEventListener('resize', redraw);
}

function listenToPanel() {
  for (const button of document.querySelectorAll('[data-view]')) button.onclick = () => setView(button.dataset.view);
  $('reset').onclick = () => { resetCamera(); redraw(); };
  $('theme').onclick = () => setTheme(theme === 'dark' ? 'light' : 'dark');
  $('fold').onclick = () => { $('panel').classList.toggle('folded'); redraw(); };
  for (const id of ['pt', 'length', 'score']) $(id).oninput = readSliders;
  $('colours').onchange = () => { state.colours = $('colours').value; paintHits(); showToggles(); redraw(); };
  $('edge-colours').onchange = () => { state.edgeColours = $('edge-colours').value; redraw(); };
  $('pass').onchange = () => { state.pass = Number($('pass').value); redraw(); };
  $('list').onchange = showList;
  $('search').onchange = () => { $('search').title = search($('search').value); };
  $('zoom').onclick = () => { lookAt(chosenHits()); redraw(); };
  $('clear').onclick = () => choose(-1, -1, -1);
  $('dim').onchange = () => { state.dim = $('dim').checked; redraw(); };
  $('details').onclick = event => {
    const row = event.target.closest('[data-hit]');
    if (row) { lookAt([Number(row.dataset.hit)]); camera.distance = 60; redraw(); }
  };
}

function fillPanel() {
  $('list').innerHTML = Object.entries(lists).map(([key, list]) => `<option value="${key}">${list.text}</option>`).join('');
  $('pass').innerHTML = passes.map((pass, i) => `<option value="${i}">${escapeText(pass.name)}</option>`).join('');
  $('pass-row').hidden = passes.length < 2;
  $('pass-row').style.display = passes.length < 2 ? 'none' : '';
  const graph = passes.length > 0;
  $('score-row').style.display = graph && passes.some(p => p.scored) ? '' : 'none';
  $('edge-row').style.display = graph && header.truth ? '' : 'none';
  $('pt-row').style.display = header.truth || header.fitted ? '' : 'none';
  // So many tracks hide one another: begin with those above half a GeV.
  if (trackCount > crowded && (header.truth || header.fitted)) $('pt').value = ptPlace(0.5);
  const notes = [];
  if (!header.truth) notes.push('This event has no truth: tracks cannot be called found, missed or fake.');
  else if (!header.particles) notes.push('There is no particles file: pT is the true one at the first hit, and vertices are not known.');
  if (!graph) notes.push('The pipeline makes no graph.');
  for (const pass of passes) {
    if (pass.total > pass.source.length) notes.push(`Of ${grouped(pass.total)} edges of ${escapeText(pass.name)} the ${grouped(pass.source.length)} with the best scores are here.`);
  }
  $('notes').innerHTML = notes.join('<br>');
}

// #view=rz&pt=40&list=fake&row=0&theme=dark&show=edgesTrue,edgesFalse: a view to link to.
function applyHash() {
  const wish = new URLSearchParams(location.hash.slice(1));
  if (wish.has('theme')) setTheme(wish.get('theme') === 'dark' ? 'dark' : 'light');
  for (const key of (wish.get('show') || '').split(',')) if (key in state.show) state.show[key] = true;
  for (const key of (wish.get('hide') || '').split(',')) if (key in state.show) state.show[key] = false;
  for (const id of ['pt', 'length', 'score']) if (wish.has(id)) $(id).value = wish.get(id);
  if (lists[wish.get('list')]) $('list').value = wish.get('list');
  if (wish.has('colours')) { $('colours').value = wish.get('colours'); $('colours').onchange(); }
  showToggles();
  readSliders();
  setView(['xy', 'rz'].includes(wish.get('view')) ? wish.get('view') : '3d');
  const rows = $('rows').querySelectorAll('tr[data-row]');
  const row = rows[Number(wish.get('row') ?? -1)];
  if (row) { row.click(); if (wish.has('zoom')) lookAt(chosenHits()); }
  if (wish.has('find')) search(wish.get('find'));
  if (gl && wish.has('frames')) measure(Number(wish.get('frames')));
}

// Draws so many frames while turning, and leaves what it took in the document for tests.
function measure(frames) {
  const pixel = new Uint8Array(4);
  const start = performance.now();
  for (let i = 0; i < frames; ++i) {
    turn(2, 0);
    draw();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);  // waits for the frame
  }
  const data = document.documentElement.dataset;
  data.frameMs = ((performance.now() - start) / frames).toFixed(2);
  const script = performance.now();
  for (let i = 0; i < 20; ++i) draw();
  data.scriptMs = ((performance.now() - script) / 20).toFixed(2);
  const all = new Uint8Array(4 * canvas.width * canvas.height);
  gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, all);
  let ink = 0;
  for (let i = 0; i < all.length; i += 4) {
    if (Math.abs(all[i] - all[0]) + Math.abs(all[i + 1] - all[1]) + Math.abs(all[i + 2] - all[2]) > 24) ++ink;
  }
  data.ink = ink;
  data.drawCalls = drawCalls;
}

window.addEventListener('error', event => { document.documentElement.dataset.error = event.message; });
if (!gl) {
  $('message').hidden = false;
  $('message').textContent = 'This browser has no WebGL 2, which the view needs. The lists beside it work.';
}
theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
document.documentElement.dataset.theme = theme;
state.edgeColours = 'score';
fillPanel();
showLayers();
if (gl) makeBuffers();
listenToView();
listenToPanel();
applyHash();
document.documentElement.dataset.hits = hitCount;
document.documentElement.dataset.ready = 'yes';
