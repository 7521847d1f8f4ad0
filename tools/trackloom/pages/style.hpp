// The one style sheet of all pages.
#pragma once

namespace pages {

// Series colours are told apart with the common kinds of colour blindness (Okabe and Ito's palette,
// darkened on light and lightened on dark ground).
inline constexpr const char* style = R"(
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--muted:#5b6570;--line:#d5dae0;--panel:#f5f7f9;
--s0:#0060a8;--s1:#c4500a;--s2:#00805c;--s3:#a0448a;--s4:#8a6d00;--s5:#3d4f63;--good:#00703c;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e6e9ed;--muted:#9aa5b1;--line:#333a43;
--panel:#1d2228;--s0:#62b5f5;--s1:#f59a5a;--s2:#4fd1a5;--s3:#e19bd0;--s4:#e3c34a;--s5:#a9bacb;
--good:#5ad191;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem 1.2rem 3rem;max-width:1240px;background:var(--bg);color:var(--fg);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.6rem 0 .2rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
.sub,.small{color:var(--muted)}.small{font-size:.85rem}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.8rem 0;font-size:.9rem}
a{color:var(--s0)}
code,pre{font:.86em/1.45 ui-monospace,"DejaVu Sans Mono",Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.7rem .9rem;border-radius:6px;overflow-x:auto;overflow-wrap:normal}
.note{background:var(--panel);border-left:3px solid var(--s1);padding:.5rem .8rem;border-radius:0 6px 6px 0}
.frame{overflow-x:auto;margin:.6rem 0 1rem}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:.28rem .7rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th{color:var(--muted);font-weight:600;vertical-align:bottom}
.l{text-align:left}
td.wrap{white-space:normal;min-width:14rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:.6rem;margin:1rem 0}
.card{background:var(--panel);border-radius:8px;padding:.6rem .8rem}
.card b{display:block;font-size:1.25rem;line-height:1.3}
.card span{color:var(--muted);font-size:.82rem}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,360px),1fr));gap:1rem;margin:.8rem 0}
figure{margin:0;min-width:0}
figure.wide{overflow-x:auto}
figcaption{font-weight:600;font-size:.9rem;margin-bottom:.2rem}
svg{display:block;width:100%;height:auto}
figure.wide svg{min-width:720px}
figure.drawing{overflow-x:auto;margin:.6rem 0}figure.drawing svg{max-width:100%;width:auto}
svg text{fill:var(--fg);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
svg .tick{fill:var(--muted);font-size:11px}
svg .grid{stroke:var(--line);stroke-width:1}
svg .axis{stroke:var(--muted);stroke-width:1;fill:none}
.c0{--c:var(--s0)}.c1{--c:var(--s1)}.c2{--c:var(--s2)}.c3{--c:var(--s3)}.c4{--c:var(--s4)}.c5{--c:var(--s5)}
svg .mark{stroke:var(--c);fill:var(--c);stroke-width:1.5}
svg .path{stroke:var(--c);fill:none;stroke-width:1.8;stroke-linejoin:round}
svg .bar{fill:var(--c)}
svg .hit{fill:transparent;stroke:none}
svg .reference{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 3}
svg .on{fill:var(--bg);font-size:11px;pointer-events:none}
svg .slice{fill:var(--c);stroke:var(--bg);stroke-width:.6}
.better{color:var(--good);font-weight:600}.worse{color:var(--bad);font-weight:600}
summary{cursor:pointer;color:var(--s0);margin:.4rem 0}
@media(max-width:500px){body{padding:.6rem .8rem 2rem}h1{font-size:1.3rem}th,td{padding:.25rem .45rem}}
@media print{figure,table{break-inside:avoid}nav{display:none}}
)";

}  // namespace pages
