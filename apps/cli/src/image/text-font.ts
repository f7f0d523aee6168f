import { readFile } from 'node:fs/promises'

/** Where systems have a font that can write most things, in order. */
const places: readonly string[] = [
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
  '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
  '/usr/share/fonts/noto/NotoSans-Regular.ttf',
  '/usr/share/fonts/TTF/DejaVuSans.ttf',
  '/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf',
  '/usr/share/fonts/google-noto-vf/NotoSans[wght].ttf',
  '/System/Library/Fonts/Helvetica.ttc',
  '/System/Library/Fonts/Supplemental/Arial.ttf',
  String.raw`C:\Windows\Fonts\arial.ttf`,
]

/** A font for the texts of a picture, whatever font they name; none where none is known. */
export async function textFont(): Promise<Uint8Array[]> {
  for (const place of places) {
    const font = await readFile(place).catch(() => undefined)
    if (font) return [font]
  }
  return []
}
