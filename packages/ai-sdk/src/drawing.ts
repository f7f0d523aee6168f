import type {
  ImageModelV4CallOptions,
  ImageModelV4File,
  ImageModelV4Result,
  JSONObject,
  SharedV4Warning,
} from '@ai-sdk/provider'

/** A picture, and what is told of it. */
export interface Drawing {
  readonly images: string[]
  readonly warnings: readonly SharedV4Warning[]
  /** One for each picture. */
  readonly revisedPrompts: readonly (string | undefined)[]
  readonly metadata: JSONObject
  readonly headers: Record<string, string> | undefined
  readonly usage: ImageModelV4Result['usage']
}

/** What the ways to draw are asked: pictures are here, and only options of OpenAI's are left. */
export type DrawingOrder = Omit<
  ImageModelV4CallOptions,
  'files' | 'mask' | 'aspectRatio' | 'seed'
> & {
  readonly files: readonly PictureFile[]
  readonly options: JSONObject
}

export type PictureFile = Extract<ImageModelV4File, { type: 'file' }>
