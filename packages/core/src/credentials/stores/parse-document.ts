import { parseAuthDotJson, type AuthDotJson } from '../../protocol/auth-dot-json.ts'
import { parseJson } from '../../protocol/json.ts'
import { unreadableDocument } from '../credential.ts'

/**
 * The document that a text holds.
 *
 * @param location where the text was found, for the error
 * @throws {@link CredentialError} `CREDENTIAL_UNREADABLE`, naming the field, never its content
 */
export function documentFromText(text: string, location: string): AuthDotJson {
  const value = parseJson(text)
  if (value === undefined) {
    throw unreadableDocument(location, text.trim() === '' ? 'the whole document' : 'its JSON')
  }
  const { document, invalidField } = parseAuthDotJson(value)
  if (document) return document
  throw unreadableDocument(location, invalidField)
}
