/** Loaded before anything else (`node --import`), it puts graphql 17 in the place of graphql 16, for everyone. */
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) => next(specifier.replace(/^graphql(?=$|\/)/, 'graphql-17'), context),
})
