/** What a setting may be: how its text is read, and how that is said in a message. */
export interface Rule<T> {
  /** What is allowed, for messages: "a whole number from 0 to 65535". */
  expected: string
  /** The value that a text stands for; undefined where it is not allowed. */
  parse: (text: string) => T | undefined
  /** Whether its text must stay out of messages. */
  secret?: true
}

/** A whole number in decimal digits. */
export function wholeNumber(min: number, max: number): Rule<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text) {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : -1
      return value >= min && value <= max ? value : undefined
    },
  }
}

/** `true` or `false`. */
export function flag(): Rule<boolean> {
  return {
    expected: 'true or false',
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  }
}

/** One of a few words. */
export function oneOf<const T extends string>(...words: readonly T[]): Rule<T> {
  return { expected: `one of ${words.join(', ')}`, parse: (text) => words.find((word) => word === text) }
}

/** Any text. */
export function anyText(): Rule<string> {
  return { expected: 'a text', parse: (text) => text }
}

/** A name or address to listen on. */
export function hostname(): Rule<string> {
  return {
    expected: 'a host name or an IP address',
    parse: (text) => (/^[\w.:%-]+$/.test(text) ? text : undefined),
  }
}

/** An http or https URL, without a slash at its end. Its text is secret: a URL may hold a password. */
export function httpUrl(): Rule<string> {
  return {
    expected: 'an http or https URL without user, query or fragment, such as https://threads.example/v1,',
    parse(text) {
      // An empty query or fragment too: it would swallow the paths that are put behind the URL.
      if (!URL.canParse(text) || /[?#]/.test(text)) return undefined
      const { protocol, username, password, href } = new URL(text)
      if (!/^https?:$/.test(protocol) || username || password) return undefined
      return href.replace(/\/+$/, '')
    },
    secret: true,
  }
}

const isFileUrl = (text: string) => /^file:(?!\/\/[^/])[^?#]*[^?#/]$/.test(text)
// Not `URL`, which knows no list of hosts.
const isPostgresUrl = (text: string) => /^postgres(ql)?:\/\/[^\s/]+(\/[^\s]*)?$/.test(text)

/**
 * A URL that names a database: a file of this machine, `file::memory:`, or PostgreSQL, which may have several hosts. Its
 * text is secret: it may hold a password.
 */
export function databaseUrl(): Rule<string> {
  return {
    expected: 'a file: URL, such as file:./data/threads.db, or postgres://user:password@host:port/database',
    parse: (text) => (isFileUrl(text) || isPostgresUrl(text) ? text : undefined),
    secret: true,
  }
}

/** The name of a header. https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const headerName = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"

/** The name of a header that can hold a key, in lower case. */
export function keyHeader(): Rule<string> {
  return {
    expected: 'the name of a header, such as api-key,',
    parse(text) {
      const name = text.toLowerCase()
      return new RegExp(`^${headerName}$`).test(name) && !ownHeaders.has(name) ? name : undefined
    },
  }
}

/** Headers that are this server's own to send. */
const ownHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'x-request-id',
])

/** Headers, `name: value`, separated by commas or newlines; an empty value takes one away. Their text is secret. */
export function headers(): Rule<Readonly<Record<string, string | null>>> {
  // A comma within a value is one behind which no other header begins.
  const separator = new RegExp(`[,\\n]\\s*(?=${headerName}\\s*:)`)
  const header = new RegExp(`^\\s*(${headerName})\\s*:([\\t -~]*)$`)
  return {
    expected: 'headers such as "x-team: threads", separated by commas or newlines,',
    parse(text) {
      const found: Record<string, string | null> = Object.create(null)
      for (const part of text.trim().split(separator)) {
        const [, name = '', value = ''] = header.exec(part) ?? []
        if (name === '' || ownHeaders.has(name.toLowerCase())) return undefined
        found[name.toLowerCase()] = value.trim() || null
      }
      return found
    },
    secret: true,
  }
}

/** Query parameters, as in a URL. Their text is secret: one may be a key. */
export function queryParameters(): Rule<Readonly<Record<string, string>>> {
  return {
    expected: 'query parameters such as api-version=v1, separated by "&",',
    parse(text) {
      if (!/^[\w.~%+*-]+=[\w.~%+*:,@/-]*(&[\w.~%+*-]+=[\w.~%+*:,@/-]*)*$/.test(text)) return undefined
      return Object.fromEntries(new URLSearchParams(text))
    },
    secret: true,
  }
}

const isKey = (text: string) => /^[!-~]+$/.test(text)

/** A bearer key. */
export function key(): Rule<string> {
  return {
    expected: 'a key of printable ASCII without spaces',
    parse: (text) => (isKey(text) ? text : undefined),
    secret: true,
  }
}

/** Bearer keys, separated by commas. */
export function keys(): Rule<readonly string[]> {
  return {
    expected: 'keys of printable ASCII without spaces, separated by commas,',
    parse: (text) => listOf(text, isKey),
    secret: true,
  }
}

/** Origins as browsers send them, separated by commas. */
export function origins(): Rule<readonly string[]> {
  return {
    expected: 'origins such as https://app.example, separated by commas,',
    parse: (text) => listOf(text, (origin) => URL.canParse(origin) && new URL(origin).origin === origin),
  }
}

function listOf(text: string, isAllowed: (item: string) => boolean): readonly string[] | undefined {
  const items = text.split(',').map((item) => item.trim())
  return items.every(isAllowed) ? items : undefined
}
