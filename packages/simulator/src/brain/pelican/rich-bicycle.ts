import { spokes } from './wheel.ts'

const REAR = { x: 220, y: 446 }
const FRONT = { x: 572, y: 446 }
const RADIUS = 90

/** The bicycle, without the near crank, which the near leg pushes. */
export function bicycle(): string {
  return `    <g id="bicycle">
${wheel('rear-wheel', REAR)}
${wheel('front-wheel', FRONT)}
      <path d="M372 446L350 410M340 412H366" stroke="#4a4f5c" stroke-width="7" stroke-linecap="round"/>
      <path d="M220 437L372 428M220 455L372 464" stroke="#4a4f5c" stroke-width="3" stroke-dasharray="5 2"/>
      <circle cx="220" cy="446" r="11" fill="#4a4f5c"/>
      <g fill="none" stroke="url(#paint)" stroke-width="11" stroke-linecap="round" stroke-linejoin="round">
        <path d="M220 446L338 330L372 446Z"/>
        <path d="M342 342L520 312M372 446L528 344"/>
        <path d="M514 292L536 366Q546 400 572 446"/>
      </g>
      <path d="M346 337L518 308" stroke="#ffb3a3" stroke-width="2.5" stroke-linecap="round" opacity="0.8"/>
      <path d="M338 330L330 306" stroke="#c9ccd4" stroke-width="8" stroke-linecap="round"/>
      <path d="M286 298Q336 284 384 300Q346 322 304 312Q288 308 286 298Z" fill="#4b2e20" stroke="#2d1b12" stroke-width="2"/>
      <path d="M514 292L508 270" stroke="#c9ccd4" stroke-width="8" stroke-linecap="round"/>
      <path d="M508 270Q536 254 562 272Q570 286 556 292" fill="none" stroke="#2b2f3a" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/>
      <g id="bell"><circle cx="520" cy="254" r="8" fill="#f2c94c" stroke="#a07c14" stroke-width="2"/></g>
${mudguard(REAR.x, REAR.y)}
      <g id="basket">
        <path d="M566 306H646L634 366H578Z" fill="#c99a5b" stroke="#7f5a2a" stroke-width="3" stroke-linejoin="round"/>
        <path d="M572 326H642M576 346H638M586 306L592 366M606 306V366M626 306L620 366" stroke="#7f5a2a" stroke-width="2"/>
        <path d="M584 306Q594 276 612 282Q626 288 620 306Z" fill="#7fa8c9" stroke="#456f92" stroke-width="2"/>
        <path d="M600 284L588 268L612 274Z" fill="#7fa8c9" stroke="#456f92" stroke-width="2" stroke-linejoin="round"/>
        <path d="M530 330L574 330" stroke="#2b2f3a" stroke-width="4"/>
      </g>
    </g>`
}

/** The chainwheel with the near crank and pedal. */
export function crankFront(): string {
  return `    <g id="crank">
      <circle cx="372" cy="446" r="24" fill="#d8dbe2" stroke="#4a4f5c" stroke-width="5"/>
      <path d="${spokes(372, 446, 21, 5)}" stroke="#4a4f5c" stroke-width="3"/>
      <path d="M372 446L396 520" stroke="#4a4f5c" stroke-width="8" stroke-linecap="round"/>
      <path d="M376 524H424" stroke="#20222b" stroke-width="8" stroke-linecap="round"/>
      <circle cx="372" cy="446" r="6" fill="#20222b"/>
    </g>`
}

function wheel(id: string, { x, y }: { x: number; y: number }): string {
  return `      <g id="${id}">
        <circle cx="${x}" cy="${y}" r="${RADIUS}" fill="#fff" fill-opacity="0.12" stroke="#23252e" stroke-width="10"/>
        <circle cx="${x}" cy="${y}" r="${RADIUS - 8}" fill="none" stroke="#c9ccd4" stroke-width="4"/>
        <path d="${spokes(x, y, RADIUS - 9, 24)}" stroke="#8f95a3" stroke-width="1.5">
          <animateTransform attributeName="transform" type="rotate" from="0 ${x} ${y}" to="360 ${x} ${y}" dur="2.4s" repeatCount="indefinite"/>
        </path>
        <circle cx="${x}" cy="${y}" r="9" fill="#c9ccd4" stroke="#4a4f5c" stroke-width="3"/>
      </g>`
}

function mudguard(x: number, y: number): string {
  return `      <path d="M${x - 100} ${y - 14}A101 101 0 0 1 ${x + 62} ${y - 80}" fill="none" stroke="#b3261e" stroke-width="6" stroke-linecap="round"/>`
}
