import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'

const cli = `${import.meta.dirname}/../apps/cli/dist/index.js`

/**
 * Makes a log of the command line's with so many answers. It makes the file itself, with one answer; the rest is
 * written here, 20 to 400 words each, some words far more common than others, as in real texts.
 *
 * @param path of a file that is not there yet
 */
export function generateLog(path: string, count: number): void {
  execFileSync(process.execPath, [cli, '--simulate', '--log', 'Hello'], {
    env: { ...process.env, VIA_CODEX_LOG: path },
    stdio: 'ignore',
  })
  using database = new DatabaseSync(path)
  const conversation = database.prepare('INSERT INTO conversations VALUES (?, ?, ?)')
  const response = database.prepare(
    `INSERT INTO responses (conversation_id, status, model, started_at, ended_at, usage, options, prompt,
      text, request_items, output_items) VALUES (?, 'done', ?, ?, ?, ?, '{}', ?, ?, ?, ?)`,
  )
  const usage = JSON.stringify({ input_tokens: 12, output_tokens: 345, total_tokens: 357 })
  database.exec('BEGIN')
  let id = ''
  for (let at = 0; at < count; at++) {
    const prompt = wordsOf(8)
    const text = wordsOf(20 + Math.floor(random() * 380))
    const startedAt = 1_760_000_000_000 + at * 60_000
    // Three answers a conversation.
    if (at % 3 === 0) {
      id = crypto.randomUUID()
      conversation.run(id, prompt, startedAt)
    }
    const asked = JSON.stringify([{ type: 'message', role: 'user', content: prompt }])
    const said = JSON.stringify([{ type: 'message', role: 'assistant', content: text }])
    const model = at % 50 === 0 ? 'gpt-6-sol' : 'gpt-5.5'
    response.run(id, model, startedAt, startedAt + 9_000, usage, prompt, text, asked, said)
  }
  database.exec('COMMIT')
  database.exec("INSERT INTO responses_search (responses_search) VALUES ('rebuild')")
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

const vocabulary = 20_000

/** The first word, which makes up a tenth of a text and is in nearly all. */
export const commonestWord = 'word1'

function wordsOf(count: number): string {
  return Array.from({ length: count }, () => {
    const rank = Math.floor(vocabulary ** random())
    return `word${rank}`
  }).join(' ')
}

let state = 1
/** The same numbers each time. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}
