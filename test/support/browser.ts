import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

export interface OpenPage {
  page: Page
  /** Addresses outside of the page's own server that were asked for; each was refused. */
  asked: string[]
  /** What the page wrote to its console as errors, and what it threw. */
  complaints: string[]
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens a page in a headless Chromium that reaches nothing but the page's own server. Closed when the test is over. */
export async function openPage(url: string): Promise<OpenPage> {
  const folder = await unpackChromium()
  const browser = await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: flags,
    env: { ...process.env, ...chromiumEnvironment(folder) },
  })
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } })
  const asked = await allowOnly(new URL(url).origin, context)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(url)
  return { page, asked, complaints }
}

/** Saves what a page looks like to `test/screenshots`, for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: fileURLToPath(new URL(`../screenshots/${name}.png`, import.meta.url)) })
}

async function allowOnly(origin: string, context: BrowserContext): Promise<string[]> {
  const asked: string[] = []
  // A pattern would not do: it is matched against part of the address.
  await context.route(
    ({ origin: other }) => other !== origin,
    (route) => {
      asked.push(route.request().url())
      return route.abort()
    },
  )
  await context.routeWebSocket(
    ({ origin: other }) => other !== origin.replace('http', 'ws'),
    (socket) => {
      asked.push(socket.url())
      return socket.close()
    },
  )
  return asked
}

/**
 * Unpacks the Chromium of `@sparticuz/chromium`, with its fonts and libraries, and returns the folder.
 *
 * The package itself unpacks to fixed names in the temporary folder, and takes what is there for whole: a
 * second process would start the half-written browser of the first. So each unpacks into a folder of its own
 * first, and whoever is first gives it the name that all look for.
 */
async function unpackChromium(): Promise<string> {
  const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8'),
  )
  const folder = join(modules, `.cache/chromium-${version}`)
  if (existsSync(folder)) return folder

  mkdirSync(join(modules, '.cache'), { recursive: true })
  const staging = mkdtempSync(`${folder}.`)
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
  // On what it takes for Amazon's Linux, it also unpacks the libraries that a plain system may lack (NSS, NSPR).
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: modules,
    env: { PATH: process.env['PATH'], TMPDIR: staging, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' },
  })
  writeFileSync(
    join(staging, 'fonts.conf'),
    `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`,
  )
  try {
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function chromiumEnvironment(folder: string): Record<string, string> {
  return { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') }
}
