/** The page: a conversation, its reasoning, and a way to stop. */
import { useChat } from '@ai-sdk/react'
import { useState, type FormEvent } from 'react'
import { createRoot } from 'react-dom/client'

function Chat() {
  const { messages, sendMessage, status, stop, error } = useChat()
  const [text, setText] = useState('')
  const isBusy = status === 'submitted' || status === 'streaming'

  function submit(event: FormEvent) {
    event.preventDefault()
    void sendMessage({ text })
    setText('')
  }

  return (
    <main>
      {messages.map((message) => (
        <article key={message.id} data-role={message.role}>
          {message.parts.map((part, at) => {
            if (part.type === 'text') return <p key={at}>{part.text}</p>
            if (part.type === 'reasoning') return <blockquote key={at}>{part.text}</blockquote>
            return null
          })}
        </article>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={submit}>
        <input
          aria-label="Message"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {isBusy ? (
          <button type="button" onClick={() => void stop()}>
            Stop
          </button>
        ) : (
          <button disabled={text === ''}>Send</button>
        )}
      </form>
    </main>
  )
}

const root = document.querySelector('#root')
if (root) createRoot(root).render(<Chat />)
