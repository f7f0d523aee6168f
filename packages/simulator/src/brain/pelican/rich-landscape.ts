/** The gradients of the rich drawing. */
export function definitions(): string {
  return `  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#6fb7e9"/><stop offset="0.6" stop-color="#cfe8f3"/><stop offset="1" stop-color="#fde3c0"/>
    </linearGradient>
    <radialGradient id="sun"><stop offset="0" stop-color="#fffbe0"/><stop offset="0.550" stop-color="#ffd97a"/><stop offset="1" stop-color="#ffc04d" stop-opacity="0"/></radialGradient>
    <linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#58b2c4"/><stop offset="1" stop-color="#1f7896"/></linearGradient>
    <linearGradient id="road" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7d7c86"/><stop offset="1" stop-color="#5c5b66"/></linearGradient>
    <linearGradient id="plumage" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff"/><stop offset="0.650" stop-color="#f6f4ef"/><stop offset="1" stop-color="#d5dae2"/></linearGradient>
    <linearGradient id="feather" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fafafa"/><stop offset="1" stop-color="#ccd3dc"/></linearGradient>
    <linearGradient id="bill" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#f6b93b"/><stop offset="1" stop-color="#f08a24"/></linearGradient>
    <linearGradient id="pouch" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ffdf94"/><stop offset="1" stop-color="#f2ae49"/></linearGradient>
    <linearGradient id="helmet" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#4aa3df"/><stop offset="1" stop-color="#1f6fae"/></linearGradient>
    <linearGradient id="paint" gradientUnits="userSpaceOnUse" x1="220" y1="300" x2="572" y2="446"><stop offset="0" stop-color="#d8352a"/><stop offset="1" stop-color="#a81f1c"/></linearGradient>
  </defs>`
}

/** Sky, sun, clouds, gulls, sea, grass and road. */
export function landscape(): string {
  return `  <g id="landscape">
    <rect width="800" height="400" fill="url(#sky)"/>
    <circle cx="128" cy="150" r="120" fill="url(#sun)"/>
    <circle cx="128" cy="150" r="44" fill="#fff3bf"/>
    <g id="clouds" fill="#fff" opacity="0.9">
      <path d="M236 92Q240 68 266 72Q280 48 308 62Q334 58 336 82Q356 84 352 98H242Q232 98 236 92Z"/>
      <path d="M604 66Q610 46 632 52Q648 34 668 48Q690 46 692 64Q708 66 704 78H610Q600 76 604 66Z" opacity="0.8"/>
      <path d="M28 256Q34 242 50 246Q62 234 78 244Q94 244 94 258H32Q26 260 28 256Z" opacity="0.7"/>
    </g>
    <path d="M378 60Q386 50 394 60Q402 50 410 60M566 98Q572 90 578 98Q584 90 590 98M196 50Q202 42 208 50Q214 42 220 50" fill="none" stroke="#47566b" stroke-width="2.5" stroke-linecap="round"/>
    <rect y="330" width="800" height="120" fill="url(#sea)"/>
    <path d="M84 334H172M96 346H160M74 360H180M104 376H150" stroke="#ffe9b0" stroke-width="4" stroke-linecap="round" opacity="0.7"/>
    <path d="M0 352Q20 346 40 352T80 352M230 360Q250 354 270 360T310 360T350 360M440 350Q460 344 480 350T520 350M620 366Q640 360 660 366T700 366T740 366M40 392Q60 386 80 392T120 392M300 388Q320 382 340 388T380 388M660 396Q680 390 700 396T740 396" fill="none" stroke="#d9f1f4" stroke-width="3" stroke-linecap="round" opacity="0.8"/>
    <g id="sailing-boat">
      <path d="M672 340H736L724 354H684Z" fill="#fff" stroke="#6a5240" stroke-width="2"/>
      <path d="M704 282V340M700 290L676 334H700ZM708 296L732 334H708Z" fill="#fdf6e3" stroke="#6a5240" stroke-width="2" stroke-linejoin="round"/>
    </g>
    <path d="M0 424Q120 404 260 420T540 416T800 426V480H0Z" fill="#e9d6a2"/>
    <path d="M0 448Q160 432 320 446T620 440T800 450V500H0Z" fill="#8fb565"/>
    <path d="M40 462L44 446L48 462M56 464L62 448L66 464M690 460L694 444L698 460M708 462L714 446L718 462M470 458L474 446L478 458" fill="none" stroke="#5d8a3b" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
    <rect y="480" width="800" height="120" fill="url(#road)"/>
    <path d="M0 484H800" stroke="#d9d6cf" stroke-width="4"/>
    <path d="M-20 572H800" stroke="#f7e9b0" stroke-width="8" stroke-dasharray="64 40"/>
    <path d="M30 430H104M20 500H84M44 532H116" stroke="#fff" stroke-width="4" stroke-linecap="round" opacity="0.550"/>
  </g>`
}
