/** The lines of a command's help on where the login is. */
export const placeHelp = `      --profile <name>
                      a login of its own, apart from the Codex CLI's
                      (or VIA_CODEX_PROFILE)
      --codex-home <folder>
                      where the login is (default CODEX_HOME, or ~/.codex)
      --store <kind>  how it is kept there: file, keyring, auto or age
                      (or VIA_CODEX_STORE; default as the Codex CLI does)`

/** The same, and who renews it. */
export const credentialHelp = `${placeHelp}
      --refresh <who> who renews it: own (default), never, or delegate, which
                      has the Codex CLI do it`
