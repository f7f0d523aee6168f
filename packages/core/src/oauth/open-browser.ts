/** Opens an address in the person's own browser. Settles when a browser was started, or none could be. */
export type OpenBrowser = (url: string) => Promise<void>

/** @throws what the system says when there is nothing to open it with */
export const openBrowser: OpenBrowser = async (url) => {
  const { default: open } = await import('open')
  await open(url)
}
