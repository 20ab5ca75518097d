#!/bin/sh
# Makes uswds.css, icons.svg, fonts/*.woff2, LICENSE.md and VERSION beside this file; see BUILD.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --prefix "$work" --no-save --no-audit --no-fund --silent \
    @uswds/uswds@3.14.0 sass@1.108.2 postcss@8.5.33
ICONS="add arrow_back arrow_forward assessment autorenew calendar_today chat check check_circle close \
 directions_walk do_not_disturb edit error event expand_less expand_more file_download file_upload filter_list flag forum \
 group_add groups help history home info insights keyboard language launch link link_off list location_on lock lock_open \
 logout mail map menu more_horiz navigate_before navigate_next notifications person people phone print priority_high \
 schedule search security send settings store support_agent topic translate undo update verified visibility \
 visibility_off warning work"
ICONS="$ICONS" node "$here/build.mjs" "$work" "$here"
cp "$work/node_modules/@uswds/uswds/LICENSE.md" "$here/LICENSE.md"

# Public Sans: Latin for every page, Latin extended (Vietnamese too) only where a name needs it.
subset() {
    ${PYFTSUBSET:-uvx --from fonttools[woff]==4.68.0 pyftsubset} \
        "$work/node_modules/@uswds/uswds/dist/fonts/public-sans/PublicSans-$1.woff2" \
        --unicodes="$3" --layout-features=kern,tnum,locl --no-hinting --flavor=woff2 \
        --output-file="$here/fonts/PublicSans-$1.$2.woff2"
}
mkdir -p "$here/fonts"
for weight in Regular Bold; do
    subset $weight latin "U+0020-007E,U+00A0-00FF,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+2032,U+2033,U+2212,U+2264,U+2265"
    subset $weight latin-ext "U+0100-024F,U+1E00-1EFF,U+20AC"
done
