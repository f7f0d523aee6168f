/** @throws TypeError for a request that names no model */
export function assertModel(request: { readonly model?: unknown } | null | undefined): void {
  const model = request?.model
  if (typeof model === 'string' && model !== '') return
  throw new TypeError('model must be the id of a model, such as "gpt-5.5".')
}
