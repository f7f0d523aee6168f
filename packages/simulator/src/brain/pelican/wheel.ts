/** Lines from a hub to its rim, as path data. */
export function spokes(x: number, y: number, radius: number, count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const angle = (at * 2 * Math.PI) / count
    const endX = round(x + radius * Math.cos(angle))
    const endY = round(y + radius * Math.sin(angle))
    return `M${x} ${y}L${endX} ${endY}`
  }).join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
