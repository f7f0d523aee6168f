import { bicycle, crankFront } from './rich-bicycle.ts'
import { definitions, landscape } from './rich-landscape.ts'

/** A pelican riding a bicycle along the sea, drawn with care. */
export function richPelican(): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600" role="img" aria-labelledby="title description">
  <title id="title">A pelican riding a bicycle</title>
  <desc id="description">A white pelican with a helmet and a scarf rides a red bicycle along a road by the sea, under a low sun.</desc>
${definitions()}
${landscape()}
  <ellipse cx="392" cy="541" rx="262" ry="13" fill="#2b2a33" opacity="0.28"/>
  <g id="rider">
    <path d="M384 322Q436 340 424 372L364 408" fill="none" stroke="#c96f22" stroke-width="11" stroke-linecap="round" stroke-linejoin="round"/>
    <path d="M356 400L398 411L388 421L352 416Z" fill="#c96f22"/>
${bicycle()}
${body()}
${head()}
${crankFront()}
    <path d="M402 322Q452 368 436 416L396 506" fill="none" stroke="#ef9234" stroke-width="13" stroke-linecap="round" stroke-linejoin="round"/>
    <path d="M380 502L404 499L448 514L436 526L376 520Z" fill="#ef9234" stroke="#b9661b" stroke-width="2" stroke-linejoin="round"/>
    <path d="M404 503L430 518M394 504L412 521" stroke="#b9661b" stroke-width="2" stroke-linecap="round"/>
    <path d="M352 300Q366 352 404 350Q440 344 436 292Z" fill="#eef0f2" stroke="#8b93a0" stroke-width="2.5"/>
    <path d="M374 336Q380 344 386 338Q392 346 400 338Q408 344 414 334" fill="none" stroke="#b4bcc8" stroke-width="2.5" stroke-linecap="round"/>
${wing()}
  </g>
</svg>`
}

function body(): string {
  return `    <g id="body">
      <path d="M250 262L170 214Q186 238 196 246L158 246Q182 258 194 266L168 280Q206 284 252 288Z" fill="url(#feather)" stroke="#8b93a0" stroke-width="2.5" stroke-linejoin="round"/>
      <path d="M222 262C236 196 326 178 402 202C436 212 452 184 438 148C424 104 452 66 494 70C534 74 542 112 520 138C502 160 512 210 490 258C460 330 314 354 252 306C232 292 218 278 222 262Z" fill="url(#plumage)" stroke="#8b93a0" stroke-width="3"/>
      <path d="M486 262C470 300 420 322 372 330C420 326 470 306 496 252Z" fill="#c9cfd9" opacity="0.6"/>
      <path d="M446 206Q456 214 452 226M460 196Q470 206 467 220M474 216Q482 226 478 240M456 236Q466 244 462 256" fill="none" stroke="#c5ccd6" stroke-width="3" stroke-linecap="round"/>
    </g>
    <g id="scarf">
      <path d="M440 178Q480 200 512 172L508 198Q476 222 444 204Z" fill="#e4572e" stroke="#a93a19" stroke-width="2" stroke-linejoin="round"/>
      <path d="M446 184C410 170 388 196 350 176C334 168 322 176 310 168L314 188C330 198 342 192 356 200C392 216 416 192 446 204Z" fill="#e4572e" stroke="#a93a19" stroke-width="2" stroke-linejoin="round"/>
      <path d="M338 176L334 194M366 184L364 202M396 182L398 202" stroke="#f6c7b3" stroke-width="4"/>
    </g>`
}

function head(): string {
  return `    <g id="head">
      <path d="M512 140L716 150Q664 226 586 218Q520 206 512 140Z" fill="url(#pouch)" stroke="#b0791d" stroke-width="2.5" stroke-linejoin="round"/>
      <path d="M540 158Q560 194 602 206M566 156Q590 184 636 192M598 156Q622 172 664 174" fill="none" stroke="#d79a3c" stroke-width="2" opacity="0.7"/>
      <path d="M516 100Q560 104 724 142Q738 148 728 158Q720 162 716 151L508 141Z" fill="url(#bill)" stroke="#b0791d" stroke-width="2.5" stroke-linejoin="round"/>
      <path d="M528 120Q600 126 706 146" fill="none" stroke="#fff1c9" stroke-width="3" stroke-linecap="round" opacity="0.7"/>
      <path d="M722 144Q740 148 728 160Q720 162 716 151Z" fill="#d1491f"/>
      <ellipse cx="500" cy="108" rx="18" ry="16" fill="#f7d9b5"/>
      <circle cx="502" cy="106" r="9" fill="#fff" stroke="#3a3a44" stroke-width="2"/>
      <circle cx="504.5" cy="106" r="5" fill="#20222b"/>
      <circle cx="506.5" cy="103.5" r="1.8" fill="#fff"/>
      <path d="M490 94Q500 88 512 94" fill="none" stroke="#6d7480" stroke-width="3" stroke-linecap="round"/>
      <path d="M446 100C440 52 486 34 520 56C530 63 534 74 533 84C506 74 474 80 446 100Z" fill="url(#helmet)" stroke="#154c79" stroke-width="3" stroke-linejoin="round"/>
      <path d="M462 84Q470 58 494 52M486 76Q494 58 512 56" fill="none" stroke="#bfe3ff" stroke-width="5" stroke-linecap="round"/>
      <path d="M462 96Q470 128 486 142L504 138" fill="none" stroke="#2b2f3a" stroke-width="3.5" stroke-linejoin="round"/>
    </g>`
}

function wing(): string {
  return `    <g id="wing">
      <path d="M278 244C330 206 398 222 446 252C482 272 514 272 548 262C556 264 556 274 548 278C524 292 506 294 488 292C494 298 486 304 470 302C470 308 456 312 442 306C436 314 416 314 408 306C356 308 300 290 278 244Z" fill="url(#feather)" stroke="#8b93a0" stroke-width="3" stroke-linejoin="round"/>
      <path d="M330 262Q372 284 412 284M352 246Q396 270 444 276M384 242Q424 260 478 272M318 248Q336 238 356 238" fill="none" stroke="#a3abb8" stroke-width="3" stroke-linecap="round"/>
      <path d="M408 306Q398 300 384 298M442 306Q430 300 418 298M470 302Q460 296 448 294" fill="none" stroke="#8b93a0" stroke-width="2.5" stroke-linecap="round"/>
    </g>`
}
