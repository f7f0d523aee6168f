import type * as Sqlite from 'node:sqlite'

/** Node 22 announces that its SQLite is experimental, which is no matter of the person at the terminal. */
export function loadSqlite(): typeof Sqlite {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, never called here
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
