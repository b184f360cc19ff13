.pragma library

// Pictures of faults, and of what to do, on a grid of 320x240, drawn for this product: strokes in order, each with SVG path data and what it is.
// line: the device; sheet: paper (filled); act: what to do; bad: what is wrong; faint: what is not there.
const device = [["line", "M56 134 H264 Q274 134 274 144 V200 Q274 210 264 210 H56 Q46 210 46 200 V144 Q46 134 56 134 Z"], ["line", "M84 184 H236"]];
const tray = [["line", "M88 134 L106 44 H214 L232 134"]];
const sheet = [["sheet", "M122 60 H198 V134 H122 Z"], ["line", "M134 78 H186 M134 94 H186 M134 110 H170"]];
const cross = [["bad", "M246 32 L290 76 M290 32 L246 76"]];
const printer = [["line", "M70 104 H250 Q260 104 260 114 V186 Q260 196 250 196 H70 Q60 196 60 186 V114 Q60 104 70 104 Z"], ["line", "M92 138 H228"]];
const pictures = {
    "jam": [...device, ["line", "M46 134 L64 92"], ["faint", "M64 92 L254 40"], ["sheet", "M112 148 L128 120 L146 142 L164 112 L182 140 L200 118 L212 148 Z"], ["bad", "M112 148 L128 120 L146 142 L164 112 L182 140 L200 118 L212 148"], ["act", "M284 118 C296 88 290 60 266 42 M266 42 L290 44 M266 42 L270 66"]],
    "cover": [...device, ["bad", "M46 134 L222 36 L232 54 L60 146"], ["act", "M268 46 C290 70 292 94 280 118 M280 118 L296 100 M280 118 L262 106"]],
    "feeder": [...device, ["faint", "M88 134 L106 66 H214 L232 134"], ["sheet", "M124 14 H196 V82 H124 Z"], ["line", "M136 30 H184 M136 46 H184 M136 62 H168"], ["act", "M160 94 V126 M146 112 L160 128 L174 112"]],
    "page": [["sheet", "M92 24 H228 V140 L212 156 L194 138 L176 158 L158 138 L140 156 L122 140 L106 156 L92 142 Z"], ["line", "M114 52 H206 M114 76 H206 M114 100 H206 M114 122 H172"], ["bad", "M92 142 L106 156 L122 140 L140 156 L158 138 L176 158 L194 138 L212 156 L228 140"], ["faint", "M92 172 V216 H228 V172"]],
    "glass": [...device, ["line", "M46 134 L84 38 H284 L274 134"], ["sheet", "M112 152 H208 V176 H112 Z"], ["act", "M160 60 V118 M142 100 L160 120 L178 100"]],
    "take": [...device, ["faint", "M46 134 L76 52 H290 L274 134"], ["sheet", "M92 64 H162 V134 H92 Z"], ["line", "M106 82 H148 M106 98 H148 M106 114 H132"], ["sheet", "M186 96 H250 V134 H186 Z"], ["line", "M198 108 H214 V122 H198 Z M224 110 H238 M224 120 H234"], ["act", "M127 48 V12 M108 30 L127 11 L146 30 M218 80 V48 M202 64 L218 47 L234 64"]],
    "plug": [["line", "M28 120 H84 M84 92 H120 Q132 92 132 104 V136 Q132 148 120 148 H84 Z M132 106 H152 M132 134 H152"], ["line", "M292 120 H244 M244 92 H212 Q200 92 200 104 V136 Q200 148 212 148 H244 Z"], ["bad", "M176 76 V94 M158 66 L166 82 M194 66 L186 82 M176 164 V146 M158 174 L166 158 M194 174 L186 158"]],
    "clock": [...device, ...tray, ["sheet", "M160 28 A50 50 0 1 1 160 128 A50 50 0 1 1 160 28"], ["act", "M160 28 A50 50 0 1 1 160 128 A50 50 0 1 1 160 28 M160 48 V80 L182 94"]],
    "scanner": [...device, ...tray, ...sheet, ...cross],
    "reader": [["line", "M118 40 H202 Q212 40 212 50 V112 Q212 122 202 122 H118 Q108 122 108 112 V50 Q108 40 118 40 Z M134 64 H186 V98 H134 Z"], ["sheet", "M96 158 H224 V222 H96 Z"], ["line", "M112 174 H144 V206 H112 Z M158 180 H208 M158 198 H196"], ["faint", "M140 128 L128 152 M180 128 L192 152"], ...cross],
    "paper": [...printer, ["faint", "M104 104 V44 H216 V104"], ["bad", "M132 74 H188"], ["act", "M160 18 V52 M146 38 L160 54 L174 38"]],
    "printer_cover": [...printer, ["bad", "M60 104 L208 22 L220 40 L76 118"], ["act", "M258 34 C278 54 280 74 270 92 M270 92 L286 76 M270 92 L252 82"]],
    "printer": [...printer, ["sheet", "M104 42 H216 V104 H104 Z"], ["line", "M120 62 H200 M120 82 H176"], ...cross],
    "network": [["line", "M94 128 A38 38 0 0 1 98 52 A56 56 0 0 1 204 46 A42 42 0 0 1 226 128 Z"], ["faint", "M160 128 V170"], ["act", "M108 178 H212 V222 H108 Z M146 190 V210 M174 190 V210"]],
    "lock": [["line", "M92 112 H228 V214 H92 Z M118 112 V78 A42 42 0 0 1 202 78 V112"], ["bad", "M160 146 V182"]],
    "warning": [["bad", "M160 30 L282 212 H38 Z"], ["line", "M160 94 V152 M160 180 V182"]]
};

function strokes(name) {
    return pictures[name] ?? pictures["warning"];
}
