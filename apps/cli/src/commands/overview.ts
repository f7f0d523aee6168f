/** What `via-codex --help` prints. */
export const overview = `Usage: via-codex [options] 'prompt'
       via-codex <command>

Asks a model with your Codex login and streams its answer to stdout.
What is piped in is added to the prompt.

Commands:
  prompt 'prompt'     the same, said in full
  models              list the models of your plan
  login               sign in with ChatGPT, or keep a key
  logout              end the login and delete it
  auth status         show the login in use, offline; also: path, token, refresh
  doctor              walk the whole path and say where it stops
  help [command]      show this, or the help of one command

Options:
  -m, --model <id>    the model (default gpt-5.5, or VIA_CODEX_MODEL)
  -s, --system <text> the system prompt
  -o <key> <value>    an option of the model, repeatable:
                      reasoning_effort, reasoning_summary, verbosity, service_tier
  -x, --extract       print only the first fenced block of the answer
      --json          print the whole response as one JSON document
      --no-stream     print the answer when it is whole
  -u, --usage         tell the tokens used, on stderr
      --simulate      ask a simulator in this process: no login, no network
      --timeout <s>   give up after so many seconds without a word (default 300)
      --profile <name>
                      a login of its own, apart from the Codex CLI's
                      (or VIA_CODEX_PROFILE)
      --codex-home <folder>
                      where the login is (default CODEX_HOME, or ~/.codex)
      --store <kind>  how it is kept there: file, keyring, auto or age
      --refresh <who> who renews it: own (default), never, or delegate
      --debug         tell each request on stderr, without secrets
  -h, --help          show this
      --version       show the version

Examples:
  via-codex 'Why is the sky blue?'
  git diff | via-codex -s 'You review code.' 'Find the bug.'
  via-codex -m gpt-5.5 -o reasoning_effort xhigh 'Prove it.'
  via-codex -x 'A bash one-liner that counts files by extension' > count.sh
  via-codex --simulate 'Hello'

Exit codes: 0 ok, 1 failed, 2 usage, 3 login, 4 limit, 5 network, 130 interrupted.
`
