/** What the page looks like: in itself, since its Content-Security-Policy lets nothing be loaded. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #10161a);
  --raised: light-dark(#f4f7f8, #182126);
  --line: light-dark(#dbe3e6, #2a363c);
  --text: light-dark(#15232a, #e3ebee);
  --dim: light-dark(#536570, #9bacb3);
  --accent: light-dark(#0b5f73, #5cc3d9);
  --on-accent: light-dark(#ffffff, #06222a);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
h2 { margin: 2.25rem 0 .6rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: .5rem 0; }
code, pre { font-family: var(--mono); font-size: .875rem; }
pre { margin: .5rem 0; padding: .65rem .85rem; border-radius: 8px; background: var(--raised); overflow-x: auto; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.files { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.files a { display: block; height: 100%; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); color: var(--dim); font-size: .875rem; text-decoration: none; }
.files a:hover { border-color: var(--accent); }
.files b { display: block; color: var(--accent); font-size: 1.05rem; }
.files li:first-child a { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.files li:first-child b { color: inherit; }
.print { padding: .1rem 1rem .5rem; border-left: 3px solid var(--accent); }
details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { padding: .6rem .25rem; cursor: pointer; }
summary h3 { display: inline; font-weight: 600; }
summary:hover { color: var(--accent); }
details > div { padding: 0 .25rem .75rem 1.25rem; }
footer { margin-top: 2.5rem; padding-bottom: 3rem; color: var(--dim); font-size: .875rem; }
`;
