import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../machine/processes.ts'
import type { Contender } from './contender.ts'
import { ours, root } from './contenders.ts'

/**
 * Ours at a commit, with its sources in the folder of this run and the dependencies of the working tree.
 *
 * @throws Error when there is no such commit.
 */
export function pastContender(ref: string): Contender {
  const commit = git('rev-parse', '--short', '--verify', `${ref}^{commit}`)
  const sources = join(folder, `ours-${commit}`)
  mkdirSync(sources)
  const archive = `${sources}.tar`
  // Not a work tree of git: nothing of this is left in the repository, however the run ends.
  git('archive', '--output', archive, commit)
  execFileSync('tar', ['-xf', archive, '-C', sources])
  symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'))
  return ours(`ours at ${commit}`, sources)
}

/** The working tree: the commit it stands on, and whether `src/` has changed since. */
export function workingTree(): { contender: Contender; commit: string; isChanged: boolean } {
  const isChanged = git('status', '--porcelain', '--', 'src', 'package.json', 'package-lock.json') !== ''
  return {
    contender: ours(),
    commit: git('rev-parse', '--short', 'HEAD'),
    isChanged,
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
