import type { LoggedResponse } from '../log/logged-response.ts'
import type { ResponseDetails } from '../log/response-details.ts'

/** An answer with all that belongs to it. */
export type Entry = LoggedResponse & ResponseDetails
