import { beforeAll, describe, expect, it } from 'vitest'
import { screenshot } from '../../support/browser.ts'
import { buildExample } from '../../support/example.ts'
import {
  field,
  focusOn,
  held,
  notice,
  openThroughHttpProxy,
  openThroughProxy,
  save,
  shown,
  status,
} from '../../support/example-page.ts'
import type { Answer, LocalUpstream } from '../../support/upstream.ts'

/** A browser, on a busy machine. */
const timeout = 60_000

const cut = { after: 1, ends: 'cut' } as const
const readAgain = { name: 'Read again' }

/** Lets something happen when a change has reached the upstream, which then makes it. */
function onWrite(upstream: LocalUpstream, act: () => void | Promise<void>): void {
  upstream.script = async ({ method }) => {
    if (method === 'POST') await act()
    return undefined
  }
}

const methods = ({ journal }: LocalUpstream) => journal.map(({ method }) => method)

describe('a save that nobody answers', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it.each(['page', 'API'] as const)(
    'is shown as saved where it was, after the connection of the %s broke',
    async (place) => {
      const { page, upstream, proxy } = await openThroughProxy(held, place)
      proxy.answer = cut
      onWrite(upstream, () => {
        proxy.answer = {}
      })
      await field(page, 'Value 1').fill('second steps')
      await save(page).click()
      await status(page, 'Saved').waitFor()
      await shown(page).getByText('second steps').waitFor()
      expect(await notice(page).count()).toBe(0)
      expect(methods(upstream)).toEqual(['GET', 'POST', 'GET'])
    },
  )

  it('is shown as not saved where it was not, until it arrives after all', async () => {
    const { page, upstream, proxy } = await openThroughProxy(held, 'API')
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    onWrite(upstream, () => {
      proxy.cut()
      return arrived
    })
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await notice(page).getByText('Not saved: the thread does not have your changes').waitFor()
    await status(page, 'Not saved yet').waitFor()
    await shown(page).getByText('first steps').waitFor()
    expect(await field(page, 'Value 1').inputValue()).toBe('second steps')
    await screenshot(page, 'example-absent')

    arrive()
    await page.getByRole('button', readAgain).click()
    await status(page, 'Saved').waitFor()
    await shown(page).getByText('second steps').waitFor()
    expect(await notice(page).count()).toBe(0)
  })

  it('is unknown where the thread cannot be read either, until it can', async () => {
    const { page, proxy } = await openThroughProxy(held, 'page')
    proxy.answer = cut
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await notice(page).getByText('It is not known whether this was saved').waitFor()
    await status(page, 'May not be saved').waitFor()
    await screenshot(page, 'example-unknown')
    await page.getByRole('button', readAgain).press('Enter')
    await notice(page).getByText('It is not known whether this was saved').waitFor()

    proxy.answer = {}
    // The reading before may still be under way, and takes no second press.
    const again = page.getByRole('button', readAgain)
    const isSaved = async () => {
      if ((await again.count()) > 0) await again.press('Enter', { timeout: 1000 }).catch(() => undefined)
      return status(page, 'Saved').isVisible()
    }
    await expect.poll(isSaved, { timeout: 20_000 }).toBe(true)
    await focusOn(page, 'Save').waitFor()
    expect(await notice(page).count()).toBe(0)
  })

  it('is read again when the server takes too long to answer', async () => {
    const { page, upstream, proxy } = await openThroughProxy(held, 'API')
    // The time limit of the page, ended by hand.
    await page.evaluate(() => {
      const timeout = new AbortController()
      addEventListener('test-timeout', () => timeout.abort(new DOMException('', 'TimeoutError')))
      const { timeout: original } = AbortSignal
      AbortSignal.timeout = () => {
        AbortSignal.timeout = original
        return timeout.signal
      }
    })
    proxy.answer = { after: 0, ends: 'stall' }
    const written = new Promise<void>((resolve) => {
      onWrite(upstream, () => {
        proxy.answer = {}
        resolve()
      })
    })
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await written
    await status(page, 'Saving…').waitFor()
    await page.evaluate(() => dispatchEvent(new Event('test-timeout')))
    await status(page, 'Saved').waitFor()
    expect(methods(upstream)).toEqual(['GET', 'POST', 'GET'])
  })

  const html = { 'content-type': 'text/html' }
  const graphql = { 'content-type': 'application/graphql-response+json' }
  const bug = { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }
  it.each<[name: string, answer: Answer]>([
    ['502 with HTML', { status: 502, headers: html, body: '<h1>Bad gateway</h1>' }],
    ['200 with HTML', { status: 200, headers: html, body: '<h1>Log in</h1>' }],
    ['JSON that is no GraphQL', { headers: { 'content-type': 'application/json' }, body: { ok: true } }],
    ['a result without the thread', { headers: graphql, body: { data: { updateThread: null } } }],
    ['a bug of the server', { headers: graphql, body: { errors: [bug] } }],
  ])('is read again when the response is %s', async (_, answer) => {
    const { page, upstream, proxy } = await openThroughHttpProxy(held)
    proxy.replaceNext = answer
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await status(page, 'Saved').waitFor()
    await shown(page).getByText('second steps').waitFor()
    expect(await notice(page).count()).toBe(0)
    expect(methods(upstream)).toEqual(['GET', 'POST', 'GET'])
  })

  it('keeps what was typed when the thread turns out to be deleted', async () => {
    const { page, upstream, proxy } = await openThroughProxy(held, 'API')
    onWrite(upstream, () => {
      proxy.cut()
      upstream.threads.delete(held.id)
    })
    await field(page, 'Value 1').fill('second steps')
    await save(page).click()
    await notice(page).getByText('There is no thread with this id any more.').waitFor()
    expect(await field(page, 'Value 1').inputValue()).toBe('second steps')
  })
})

describe('a new thread that nobody answers for', { timeout }, () => {
  beforeAll(buildExample, 120_000)

  it('is not said to be missing', async () => {
    const { page, upstream, proxy } = await openThroughProxy(held, 'page')
    proxy.answer = cut
    await page.getByRole('button', { name: 'New thread' }).click()
    await notice(page).getByText('It is not known whether a thread was created').waitFor()
    expect(upstream.threads.size).toBe(2)
  })
})
