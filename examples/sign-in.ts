/** Signs in with a code typed into a browser anywhere. The login is kept where the Codex CLI keeps its own. */
import { createCodexClient, signInWithDeviceCode } from '@via-codex/core'

const { account, location } = await signInWithDeviceCode({
  onProgress(event) {
    if (event.type !== 'deviceCode') return
    console.error(`Open ${event.verificationUrl} and type ${event.userCode}`)
  },
})
console.error(`Signed in as ${account.email}, kept in ${location}`)

const codex = createCodexClient()
const response = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
console.log(response.output_text)
await codex.close()
