import { expect, test } from 'vitest'
import { proxiesFrom } from '../../src/transport/proxies.ts'

test.each<[about: string, env: NodeJS.ProcessEnv, proxies: object | undefined]>([
  ['nothing', {}, undefined],
  ['blank', { HTTPS_PROXY: '' }, undefined],
  ['only exceptions', { NO_PROXY: '*' }, undefined],
  [
    'https',
    { HTTPS_PROXY: 'http://p:1' },
    { httpProxy: '', httpsProxy: 'http://p:1', noProxy: '' },
  ],
  [
    'lower case first',
    { https_proxy: 'http://l:1', HTTPS_PROXY: 'http://u:1' },
    { httpProxy: '', httpsProxy: 'http://l:1', noProxy: '' },
  ],
  [
    'all',
    { ALL_PROXY: 'http://a:1' },
    { httpProxy: 'http://a:1', httpsProxy: 'http://a:1', noProxy: '' },
  ],
  [
    'exceptions',
    { HTTP_PROXY: 'http://p:1', NO_PROXY: 'a.example' },
    { httpProxy: 'http://p:1', httpsProxy: '', noProxy: 'a.example' },
  ],
  [
    'a path, a user and no scheme',
    { HTTPS_PROXY: 'http://u:s@p:1/x?y', HTTP_PROXY: 'p:8080' },
    { httpProxy: 'http://p:8080', httpsProxy: 'http://u:s@p:1', noProxy: '' },
  ],
])('%s', (_, env, proxies) => {
  expect(proxiesFrom(env)).toEqual(proxies)
})
