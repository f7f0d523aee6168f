import { MemoryAuthStore } from '../../../src/credentials/stores/memory-auth-store.ts'
import { testAuthStore } from './auth-store.contract.ts'

testAuthStore('MemoryAuthStore', async () => new MemoryAuthStore())
