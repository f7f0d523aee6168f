/** An app that people sign in to with ChatGPT, and that then uses their plan: the way OpenAI documents. */
import {
  createCodexClient,
  listSiwcAccounts,
  noteSiwcNotice,
  signInWithSiwc,
  siwc,
  siwcWords,
} from '@via-codex/core'

// Your app's own name: people see it when they sign in. A folder as an argument is for trying it out.
const [directory] = process.argv.slice(2)
const credential = siwc({
  agentName: 'Pelican Facts',
  directory,
  dangerouslyStorePlaintext: directory !== undefined,
})

const accounts = await listSiwcAccounts({ credential })
if (!accounts.some(({ status, planGranted }) => status === 'ready' && planGranted)) {
  const { email, planGranted } = await signInWithSiwc({
    credential,
    openBrowser: false,
    onProgress(event) {
      if (event.type === 'authorizeUrl') console.error(`${siwcWords.signIn}: ${event.url}`)
    },
  })
  if (!planGranted) throw new Error('Signed in, but without leave to use the plan.')
  console.error(`Signed in as ${email}. ${siwcWords.notice.title}: ${siwcWords.notice.text}`)
  await noteSiwcNotice({ credential })
}

console.error(`${siwcWords.usingPlan} · ${siwcWords.manageUsage.url}`)
const codex = createCodexClient({ credential })
const response = await codex.responses.create({ model: 'gpt-5.5', input: 'Tell a pelican fact.' })
console.log(response.output_text)
await codex.close()
