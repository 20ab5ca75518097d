// Compiles uswds.scss and rewrites three things, so that one stylesheet serves both themes
// without further requests: colours become the custom properties of heart/heart.css, images
// become data: URIs, and variants that the product does not use are dropped.
// Usage: node build.mjs WORKDIR OUTDIR   (build.sh calls it; WORKDIR holds node_modules)
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [work, out] = process.argv.slice(2);
const need = createRequire(join(work, "x.js"));
const sass = need("sass");
const postcss = need("postcss");
const kit = join(work, "node_modules/@uswds/uswds");

const UNUSED = /accent-cool|accent-warm|--emergency|--unstyled:disabled|--hover|--active\b|\.usa-focus|usa-dark-background|usa-prose|usa-search--big|usa-table__header__button|\[data-sortable\]|usa-sr-only|usa-media-link|usa-button--(base|inverse)|usa-button--outline\.usa-button--inverse|usa-nav|\[aria-sort\]/;

// value by property family; what is not listed is a build error, so an upgrade cannot slip by
const FAMILY = (prop) =>
  /^(color|fill|stroke|-webkit-text-fill-color)$/.test(prop) ? "text"
  : /^outline/.test(prop) ? "outline"
  : /^(border|box-shadow)/.test(prop) ? "edge" : "ground";
const MAP = {
  text: {
    "#1b1b1b": "ink", "#000": "ink", "#fff": "on-accent", "#005ea2": "accent", "#1a4480": "accent-2",
    "#162e51": "accent-2", "#54278f": "accent", "#757575": "ink-2", "#71767a": "ink-2", "#565c65": "ink-2",
    "#454545": "ink-2", "#3d4551": "ink-2", "#919191": "ink-2", "#dfe1e2": "ink-2", "#a9aeb1": "ink-2", "#c9c9c9": "ink-2",
    "#b50909": "danger", "#8b0a03": "danger", "#d83933": "danger", "#f0f0f0": "ink", "#07648d": "accent", "#775540": "warn",
  },
  ground: {
    "#fff": "surface", "#1b1b1b": "ink", "#000": "ink", "#005ea2": "accent", "#1a4480": "accent-2", "#162e51": "accent-2",
    "#f0f0f0": "sunk", "#e6e6e6": "sunk", "#dfe1e2": "sunk", "#c9c9c9": "line", "#a9aeb1": "line", "#757575": "control",
    "#71767a": "ink-2", "#565c65": "ink-2", "#454545": "ink-2", "#3d4551": "ink-2", "#919191": "control",
    "#e7f6f8": "accent-tint", "#e1f3f8": "accent-tint", "#c3ebfa": "accent-tint", "#ecf3ec": "ok-tint", "#faf3d1": "warn-tint",
    "#f4e3db": "danger-tint", "#d83933": "danger", "#b50909": "danger", "#8b0a03": "danger", "#54278f": "accent",
    "rgba(0,94,162,.1)": "accent-tint", "#2491ff": "focus",
  },
  edge: {
    "#1b1b1b": "ink", "#000": "ink", "#fff": "surface", "#005ea2": "accent", "#1a4480": "accent-2", "#162e51": "accent-2",
    "#f0f0f0": "line", "#e6e6e6": "line", "#dfe1e2": "line", "#c9c9c9": "line", "#a9aeb1": "line", "#919191": "control",
    "#757575": "control", "#71767a": "control", "#565c65": "control", "#454545": "ink-2", "#3d4551": "ink-2",
    "#00bde3": "accent", "#00a91c": "ok", "#ffbe2e": "warn", "#d54309": "danger", "#d83933": "danger", "#b50909": "danger",
    "#8b0a03": "danger", "rgba(27,27,27,.2)": "line", "rgba(0,94,162,.1)": "accent-tint", "#99deea": "line", "#9c3d10": "danger",
    "#97d4ea": "line", "#54278f": "accent",
  },
  outline: { "#2491ff": "focus", "#c9c9c9": "line", "#1b1b1b": "ink", "#fff": "surface" },
};
const COLOUR = /#[0-9a-f]{3,8}\b|rgba\((?!0,\s*0,\s*0,\s*0\))[^)]*\)|\b(white|black)\b/gi;

const missing = [];
function colours(decl) {
  if (/data:/.test(decl.value)) return;
  const table = MAP[FAMILY(decl.prop)];
  decl.value = decl.value.replace(COLOUR, (found) => {
    const key = found.toLowerCase().replace(/\s/g, "").replace("white", "#fff").replace("black", "#000").replace("0.", ".");
    if (!table[key]) missing.push(`${key} in ${decl.parent.selector} { ${decl.prop} }`);
    return `var(--${table[key]})`;
  });
}

function images(decl) {
  decl.value = decl.value
    .replace(/,linear-gradient\(transparent,\s*transparent\)/g, "")
    .replace(/url\("(img\/[^"]+)"\)/g, (_, path) => {
      const svg = readFileSync(join(kit, "dist", path), "utf8")
        .replace(/<\?xml[^>]*>|<title>.*?<\/title>/g, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
      return `url("data:image/svg+xml,${svg.replace(/"/g, "'").replace(/[%#<>]/g, encodeURIComponent)}")`;
    });
}

const { css } = sass.compile(new URL("uswds.scss", import.meta.url).pathname, {
  loadPaths: [join(kit, "packages")], style: "expanded", logger: sass.Logger.silent, quietDeps: true,
});
const root = postcss.parse(css);
root.walkComments((c) => c.remove());
root.walkRules((rule) => {
  if (rule.parent.type === "atrule" && /keyframes/.test(rule.parent.name)) return;
  rule.selectors = rule.selectors.filter((s) => !UNUSED.test(s)).concat("-x-");
  const kept = rule.selectors.filter((s) => s !== "-x-");
  kept.length ? (rule.selectors = kept) : rule.remove();
});
root.walkAtRules("supports", (at) => { // every browser we support has masks
  if (/mask/.test(at.params)) at.replaceWith(at.nodes);
});
root.walkDecls((d) => { images(d); colours(d); if (d.prop === "font-family" && /Public Sans/.test(d.value)) d.value = "var(--font)"; });
root.walkAtRules((at) => { if (at.nodes && !at.nodes.length) at.remove(); });

if (missing.length) {
  console.error("No token for:\n" + missing.join("\n"));
  process.exit(1);
}

const version = JSON.parse(readFileSync(join(kit, "package.json"), "utf8")).version;
const small = sass.compileString(root.toString(), { style: "compressed" }).css;
writeFileSync(join(out, "uswds.css"), `/*! USWDS ${version}, a subset; colours are custom properties. See BUILD.md and LICENSE.md */\n${small}\n`);
writeFileSync(join(out, "VERSION"), `${version}\n`);

const ICONS = process.env.ICONS.trim().split(/\s+/);
const symbol = (name) => {
  const svg = readFileSync(join(kit, "dist/img/usa-icons", `${name}.svg`), "utf8");
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/<path d="M0 0h24v24H0(V0)?z" fill="none"\/>|<path fill="none" d="M0 0h24v24H0(V0)?z"\/>/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
};
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${ICONS.map(symbol).join("\n")}</svg>\n`);
