import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The running server. An empty variable counts as unset. */
const target = process.env.THREADS_URL || 'http://127.0.0.1:4000'

// The Host of the page is passed on: by it the server knows that the page's Origin is its own. Leaving the
// Origin out instead would open the server to the pages of every site.
const proxy = { '/graphql': { target, changeOrigin: false, ws: true } }

export default defineConfig({
  plugins: [react()],
  // `threads-graphql/limits` is where tsconfig.json says.
  resolve: { tsconfigPaths: true },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
})
