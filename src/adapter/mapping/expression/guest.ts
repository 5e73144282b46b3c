/** What one evaluation may use. Time is guarded by the host, everything else in here. */
export const limits = {
  /** Characters of an expression. */
  length: 2000,
  /** Nodes of the expression evaluated. */
  steps: 10_000,
  /** Calls inside calls. */
  depth: 150,
  /** Items of a list made on the way. */
  items: 5000,
  /** Characters and members of any value made on the way, lists inside lists counted out. */
  size: 100_000,
  /** The same of all values made by one evaluation together. */
  total: 1_000_000,
} as const

/** Functions of JSONata that a field may not use, and why. */
export const forbidden: Readonly<Record<string, string>> = {
  eval: 'it would run text of the message as an expression',
  match: 'it needs regular expressions',
  now: 'tables know no clock',
  millis: 'tables know no clock',
  random: 'a message must encode to the same text every time',
  shuffle: 'a message must encode to the same text every time',
  base64encode: 'the codec base64 does that',
  base64decode: 'the codec base64 does that',
}

/**
 * Runs inside the sandbox, after JSONata itself, and is therefore text. `compile` answers with what is wrong, or '';
 * `run` with JSON. JSONata checks depth and list lengths itself; its hooks count steps and weigh every value made, so
 * that no value can grow beyond bounds between two steps; the three functions whose result can be far larger than their
 * arguments are asked beforehand.
 */
export const guest = `(jsonata, limits, forbidden) => {
  const programs = new Map();
  const fault = code => { throw { code }; };
  let steps = 0;
  let total = 0;
  let weights = new WeakMap();
  const weigh = value => {
    if (typeof value === 'string') return value.length + 1;
    if (typeof value !== 'object' || value === null) return 1;
    const known = weights.get(value);
    if (known !== undefined && known.length === value.length) return known.weight;
    weights.set(value, { length: value.length, weight: 1 });
    let weight = 1;
    for (const key of Object.keys(value)) {
      weight += key.length + weigh(value[key]);
      if (weight > limits.size) fault('size');
    }
    weights.set(value, { length: value.length, weight });
    total += weight;
    if (total > limits.total) fault('size');
    return weight;
  };
  const bound = value => { if (weigh(value) > limits.size) fault('size'); };
  const asked = {
    pad: (text, width) => Math.abs(width) > limits.size,
    join: (list, separator) => list !== undefined && separator !== undefined && list.length * separator.length > limits.size,
    replace: (text, pattern, replacement) => typeof pattern !== 'string' || typeof replacement !== 'string'
      || (text !== undefined && (text.length + 1) * (replacement.length + 1) > limits.size * 10),
  };
  const walk = node => {
    if (typeof node !== 'object' || node === null) return '';
    if (node.type === 'regex') return 'regular expressions are not allowed: they cannot be bounded';
    if (node.type === 'variable' && Object.hasOwn(forbidden, node.value)) return '$' + node.value + ' is not allowed: ' + forbidden[node.value];
    for (const key of Object.keys(node)) {
      const found = walk(node[key]);
      if (found !== '') return found;
    }
    return '';
  };
  const originals = {};
  const ready = Promise.all(Object.keys(asked).map(async name => { originals[name] = await jsonata('$' + name).evaluate({}); }));
  const bindings = message => {
    const names = { message };
    for (const name of Object.keys(forbidden)) names[name] = undefined;
    for (const name of Object.keys(asked)) {
      const original = originals[name];
      names[name] = { ...original, implementation(...args) {
        if (asked[name](...args)) fault('size');
        return original.implementation.apply(this, args);
      } };
    }
    return names;
  };
  return {
    ready,
    size: () => programs.size,
    compile(source) {
      if (programs.has(source)) return '';
      try {
        const program = jsonata(source, { stack: limits.depth, sequence: limits.items });
        const wrong = walk(program.ast());
        if (wrong !== '') return wrong;
        program.assign(Symbol.for('jsonata.__evaluate_entry'), () => { if (++steps > limits.steps) fault('steps'); });
        program.assign(Symbol.for('jsonata.__evaluate_exit'), (expression, input, environment, result) => { bound(result); });
        programs.set(source, program);
        return '';
      } catch (error) {
        return 'it cannot be read (' + (error && error.code) + ' at character ' + (error && error.position) + ')';
      }
    },
    run(source, text) {
      steps = 0;
      total = 0;
      weights = new WeakMap();
      const { value, message } = JSON.parse(text);
      return programs.get(source).evaluate(value, bindings(message)).then(
        result => { bound(result); return JSON.stringify({ value: typeof result === 'function' || (result && result._jsonata_function) ? {} : result }); },
        error => JSON.stringify({ fault: String((error && error.code) || 'failed') }),
      );
    },
  };
}`
