import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A running program that may use a Codex login. */
export interface OtherProgram {
  readonly pid: number
  readonly name: 'codex' | 'via-codex'
}

/**
 * The programs of this machine that use Codex logins and run now, this one apart.
 *
 * @returns `undefined` where they cannot be listed: on Windows, or without `ps`
 */
export async function listOtherPrograms(
  platform: NodeJS.Platform = process.platform,
): Promise<OtherProgram[] | undefined> {
  if (platform === 'win32') return undefined
  try {
    const options = { timeout: 2_000, maxBuffer: 16 * 1024 * 1024 }
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args='], options)
    return parseProcessList(stdout).filter(({ pid }) => pid !== process.pid)
  } catch {
    return undefined
  }
}

/**
 * Finds them in lines of a process number and a command. A script's name stands behind its interpreter's.
 */
export function parseProcessList(text: string): OtherProgram[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    const words = command.split(/\s+/)
    const isScript = /(^|\/)(node|bun)$/.test(words[0] ?? '')
    const program = isScript ? words.slice(1).find((word) => !word.startsWith('-')) : words[0]
    const [, name] = /(?:^|[\\/])((?:via-)?codex)(?:\.[cm]?js)?$/.exec(program ?? '') ?? []
    return pid && name ? [{ pid: Number(pid), name: name as OtherProgram['name'] }] : []
  })
}
