import { beforeEach, describe, expect, test } from 'vitest'
import type { AuthStore } from '../../../src/credentials/stores/auth-store.ts'
import { fakeLogin } from '../../support/fake-tokens.ts'

/** What every store keeps to. `create` gives a new, empty one. */
export function testAuthStore(name: string, create: () => Promise<AuthStore>): void {
  describe(`${name} is an AuthStore`, () => {
    let store: AuthStore
    beforeEach(async () => {
      store = await create()
    })

    test('is empty at first, and has a place', async () => {
      await expect(store.load()).resolves.toBeUndefined()
      expect(store.location).not.toBe('')
    })

    test('gives back what was saved, to the last key and in its order', async () => {
      const login = fakeLogin({ document: { zebra: { b: [1, null], a: 'ä€𝄞' }, alpha: 0 } })
      await store.save(login)
      const loaded = await store.load()
      expect(loaded).toEqual(login)
      expect(JSON.stringify(loaded)).toBe(JSON.stringify(login))
    })

    test('the last save stands', async () => {
      await store.save(fakeLogin({ name: 'one' }))
      await store.save(fakeLogin({ name: 'two' }))
      await expect(store.load()).resolves.toEqual(fakeLogin({ name: 'two' }))
    })

    test('what was given out or taken in is nobody else’s', async () => {
      const login = fakeLogin()
      await store.save(login)
      login.tokens.refresh_token = 'rt-fake-changed'
      const loaded = await store.load()
      expect(loaded).toEqual(fakeLogin())
      Object.assign(loaded ?? {}, { tokens: null })
      await expect(store.load()).resolves.toEqual(fakeLogin())
    })

    test('deletes, also what is not there', async () => {
      await store.save(fakeLogin())
      await store.delete()
      await expect(store.load()).resolves.toBeUndefined()
      await expect(store.delete()).resolves.toBeUndefined()
    })

    test('tells of changes by its revision, and of nothing else', async () => {
      if (!store.revision) return
      const empty = store.revision()
      await store.save(fakeLogin({ name: 'one' }))
      const one = store.revision()
      expect(one).not.toBe(empty)
      await store.load()
      expect(store.revision()).toBe(one)
      await store.save(fakeLogin({ name: 'two' }))
      expect(store.revision()).not.toBe(one)
    })

    test('being asked whether it can be written changes nothing', async () => {
      await store.save(fakeLogin())
      const revision = store.revision?.()
      await store.assertWritable?.(fakeLogin())
      expect(store.revision?.()).toBe(revision)
      await expect(store.load()).resolves.toEqual(fakeLogin())
    })
  })
}
