/** An MCP server on stdin and stdout. */
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { makeServer } from './mcp-server.ts'

serveStdio(makeServer)
