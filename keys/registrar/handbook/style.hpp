// The handbook's style sheet: system fonts, light and dark, for the screen and for paper.
#pragma once

#include <string_view>

namespace valise::registrar::handbook {

inline constexpr std::string_view style_sheet =
    R"(:root { color-scheme: light dark; --line: #767676; --link: #0b57d0; --warn: #a50e0e; }
@media (prefers-color-scheme: dark) { :root { --line: #9a9a9a; --link: #a8c7fa; --warn: #f9b4ab; } }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.skip { position: absolute; inset-inline-start: -100rem; }
.skip:focus { position: static; }
.columns { columns: 16rem auto; }
section { border-block-start: 1px solid var(--line); margin-block-start: 2rem; break-inside: avoid-page; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
dd ul { margin: 0; padding-inline-start: 1.2rem; }
.warning { color: var(--warn); }
footer { border-block-start: 1px solid var(--line); margin-block-start: 3rem; font-size: .875rem; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-block-end: .5rem; } }
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); } }
@media print { nav, .skip { display: none; } body { max-width: none; font-size: 10pt; } a { color: inherit; } h2 { break-after: avoid; } }
)";

}  // namespace valise::registrar::handbook
