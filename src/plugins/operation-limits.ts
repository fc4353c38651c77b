import {
  type DocumentNode,
  type GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  VariablesInAllowedPositionRule,
  validate,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { inputError } from '../errors.ts'
import { type OperationLimits, oversize } from './operation-size.ts'
import { VariablesInAllowedPosition } from './variable-positions.ts'

export interface DocumentLimits extends OperationLimits {
  maxTokens: number
  maxErrors: number
  introspection: boolean
}

/**
 * Limits on a document, before it runs: tokens while it is parsed, then its size, then as many errors of its
 * validation as are of use. All of it is remembered with the document, so it costs a known one nothing.
 */
export function useOperationLimits(limits: DocumentLimits): Plugin {
  const sizes = new WeakMap<DocumentNode, GraphQLError[]>()

  function sizeErrors(document: DocumentNode): GraphQLError[] {
    const errors = sizes.get(document) ?? oversize(document, limits)
    sizes.set(document, errors)
    return errors
  }

  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, { ...options, maxTokens: limits.maxTokens })
        } catch (error) {
          // The parser calls itself for each level; a limit of tokens that is set very high does not stop that.
          if (error instanceof RangeError) throw inputError('The document is nested too deeply')
          throw error
        }
      })
    },
    onValidate({ params: { documentAST }, addValidationRule, setValidationFn, setResult }) {
      const errors = sizeErrors(documentAST)
      if (errors.length > 0) return setResult(errors)
      if (!limits.introspection) addValidationRule(NoSchemaIntrospectionCustomRule)
      setValidationFn((schema, document, rules: readonly ValidationRule[] = specifiedRules) =>
        validate(schema, document, rules.map(ownRule), { maxErrors: limits.maxErrors }),
      )
    },
  }
}

function ownRule(rule: ValidationRule): ValidationRule {
  return rule === VariablesInAllowedPositionRule ? VariablesInAllowedPosition : rule
}
