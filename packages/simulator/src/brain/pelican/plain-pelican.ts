import { spokes } from './wheel.ts'

const REAR = { x: 112, y: 238 }
const FRONT = { x: 298, y: 238 }
const RADIUS = 54

/** A pelican riding a bicycle, drawn with few lines. */
export function plainPelican(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 320" width="400" height="320" role="img" aria-label="A pelican riding a bicycle">
  <rect width="400" height="320" fill="#e8f4fa"/>
  <rect y="292" width="400" height="28" fill="#b9c8a5"/>
  <g fill="none" stroke="#333" stroke-width="5">
    <circle cx="${REAR.x}" cy="${REAR.y}" r="${RADIUS}"/>
    <circle cx="${FRONT.x}" cy="${FRONT.y}" r="${RADIUS}"/>
  </g>
  <path d="${spokes(REAR.x, REAR.y, RADIUS, 12)}${spokes(FRONT.x, FRONT.y, RADIUS, 12)}" stroke="#888" stroke-width="1.2"/>
  <g fill="none" stroke-linecap="round">
    <path d="M186 238L175 208M167 212H185" stroke="#555" stroke-width="4"/>
    <path d="M192 150L216 178L176 203L190 206" stroke="#cf7a26" stroke-width="6" stroke-linejoin="round"/>
  </g>
  <g fill="none" stroke="#c0392b" stroke-width="6" stroke-linecap="round" stroke-linejoin="round">
    <path d="M112 238L168 164L186 238Z"/>
    <path d="M168 172L270 160M186 238L274 178"/>
    <path d="M266 146L298 238"/>
  </g>
  <path d="M168 164L163 152" stroke="#333" stroke-width="5"/>
  <path d="M142 147Q164 141 186 147Q166 158 150 155Z" fill="#333"/>
  <path d="M266 146L263 136Q276 128 288 138" fill="none" stroke="#333" stroke-width="5" stroke-linecap="round"/>
  <circle cx="186" cy="238" r="11" fill="#eee" stroke="#333" stroke-width="4"/>
  <path d="M118 112L84 92L92 112L78 118L104 128Z" fill="#f2f2ee" stroke="#777" stroke-width="2" stroke-linejoin="round"/>
  <path d="M100 118C110 82 160 76 200 92C214 97 220 80 214 62C208 40 222 22 242 24C262 26 266 46 254 58C244 68 250 92 238 116C222 150 140 164 112 138C104 131 99 126 100 118Z" fill="#fbfbf8" stroke="#777" stroke-width="2.5"/>
  <path d="M254 36L372 62Q378 66 370 68L250 56Z" fill="#f4b43a" stroke="#a8741a" stroke-width="2" stroke-linejoin="round"/>
  <path d="M249 55L366 68Q330 112 282 104Q250 94 249 55Z" fill="#f7cf7a" stroke="#a8741a" stroke-width="2" stroke-linejoin="round"/>
  <circle cx="242" cy="40" r="4.5" fill="#222"/>
  <circle cx="243.5" cy="38.5" r="1.4" fill="#fff"/>
  <path d="M132 112C160 94 196 104 220 120C240 130 254 134 270 134C250 148 214 150 186 144C160 140 138 132 132 112Z" fill="#e3e5e4" stroke="#777" stroke-width="2.5"/>
  <path d="M166 118Q190 130 214 134M184 112Q206 124 230 130" fill="none" stroke="#a5a9a8" stroke-width="2"/>
  <g fill="none" stroke-linecap="round">
    <path d="M186 244L197 268" stroke="#555" stroke-width="4"/>
    <path d="M204 148L220 204L198 264" stroke="#e8923a" stroke-width="7" stroke-linejoin="round"/>
  </g>
  <path d="M190 262L222 268L216 275L188 272Z" fill="#e8923a"/>
  <path d="M186 276H210" stroke="#333" stroke-width="5" stroke-linecap="round"/>
</svg>`
}
