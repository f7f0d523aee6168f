#!/bin/sh
# A walk through the command line: two pelicans, a photo, a chat, the log, a tool. Give it a photo; it leaves its
# files in the folder it is run in.
set -eu
photo=$1
drawing='Generate an SVG of a pelican riding a bicycle'

# Which models are there?
via-codex models -q gpt-5.5

# A pelican, at the model's usual effort; -u tells what it took.
via-codex -m gpt-5.5 -u --out pelican.svg "$drawing"

# The same, thought over for longer.
via-codex -m gpt-5.5 -o reasoning_effort xhigh -u --out pelican-xhigh.svg "$drawing"

# A question about a photo, and one more about the same.
via-codex -a "$photo" 'What is this?'
via-codex -c 'And what did I ask before?'

# A chat. At a terminal: via-codex chat.
printf '%s\n' 'Name a heron.' '!effort low' 'And a stork.' '!save chat.md' | via-codex chat

# What was said so far, the latest three; the tokens of the chat; a search.
via-codex logs -n 3
via-codex logs -c -u
via-codex logs -q bicycle -s

# A tool of this program, and one of your own.
via-codex -T via_codex_time --td 'What is the current date and time?'
cat > weather.mjs <<'END'
export const weather = {
  name: 'get_weather',
  description: 'The weather in a city, now.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: ({ city }) => ({ city, degreesCelsius: 21 }),
}
END
via-codex --functions weather.mjs --td 'What is the weather in Lisbon?'
