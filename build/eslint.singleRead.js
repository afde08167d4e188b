/** What gives no state of the app: its start, and pictures that the test itself reads or makes. */
const stateless = /^(launch|begin|sharp)$/

/**
 * Refuses an assertion or a branch on what was read from the app once and for all, directly or through variables: after
 * an action the app needs its time, and how much differs from machine to machine. Assertions of a locator, `expect.poll`
 * and `expect(async () => …).toPass()` ask again.
 */
export const singleRead = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      once: 'This is read once, while the app may still be at work: use an assertion of a locator, expect.poll or expect(async () => …).toPass().',
    },
  },
  create(context) {
    const { sourceCode } = context
    const check = (at, value) => {
      if (sourceCode.getAncestors(at).some((node) => isRetried(node, sourceCode))) return
      if (value) context.report({ node: value, messageId: 'once' })
    }
    const branch = ({ test }) => check(test, test && awaits(test, sourceCode) ? test : null)
    return {
      'CallExpression[callee.name="expect"], CallExpression[callee.object.name="expect"][callee.property.name="soft"]'(
        call,
      ) {
        // An awaited assertion is one of a locator, or asks again: other rules see to that.
        if (isAwaited(call)) return
        const [value] = call.arguments
        check(call, value && isRead(value, sourceCode, new Set()) ? value : null)
      },
      IfStatement: branch,
      ConditionalExpression: branch,
      WhileStatement: branch,
      DoWhileStatement: branch,
      ForStatement: branch,
    }
  },
}

/** True of `expect.poll` and of a chain that ends with `toPass`. */
function asksAgain(call) {
  const { callee, parent } = call
  if (callee.property?.name === 'poll') return true
  return parent.type === 'MemberExpression' && parent.property.name === 'toPass'
}

/** True of a function that is given, directly or by its name, to a call that asks again. */
function isRetried(node, sourceCode) {
  if (!/Function/.test(node.type)) return false
  const given = ({ parent }) => parent.type === 'CallExpression' && asksAgain(parent)
  const named = node.parent.type === 'VariableDeclarator' ? sourceCode.getDeclaredVariables(node.parent) : []
  return given(node) || named.some(({ references }) => references.some(({ identifier }) => given(identifier)))
}

function isAwaited(call) {
  let node = call
  while (['MemberExpression', 'CallExpression'].includes(node.parent.type)) node = node.parent
  return node.parent.type === 'AwaitExpression'
}

/** Whether a value comes from an `await`, its own or that of a variable in it. */
function isRead(node, sourceCode, seen) {
  if (seen.has(node)) return false
  seen.add(node)
  if (node.type === 'Identifier')
    return assigned(node, sourceCode).some((value) => isRead(value, sourceCode, seen))
  if (node.type === 'AwaitExpression') return !isStateless(node.argument)
  return children(node, sourceCode).some((child) => isRead(child, sourceCode, seen))
}

function awaits(node, sourceCode) {
  if (node.type === 'AwaitExpression') return !isStateless(node.argument)
  return children(node, sourceCode).some((child) => awaits(child, sourceCode))
}

/** The parts of an expression that make its value: no names of properties, nothing inside of functions. */
function children(node, { visitorKeys }) {
  if (/Function/.test(node.type)) return []
  const keys = visitorKeys[node.type].filter((key) => node.computed || !['property', 'key'].includes(key))
  return keys.flatMap((key) => node[key] ?? [])
}

/** True of a chain of calls that begins with one of `stateless`. */
function isStateless(node) {
  for (
    ;
    node.type === 'CallExpression' || node.type === 'MemberExpression';
    node = node.callee ?? node.object
  )
    if (stateless.test(node.property?.name)) return true
  return stateless.test(node.name)
}

/** What a variable is ever set to. */
function assigned(identifier, sourceCode) {
  for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name)
    if (variable) return variable.references.flatMap(({ writeExpr }) => writeExpr ?? [])
  }
  return []
}
