/** What Go's RE2 reads as JavaScript does. Throws an Error for what RE2 does not have: looking ahead and behind, references to groups. */
export function goRegExp(pattern: string): RegExp {
  if (/\(\?(?!:)|\\[1-9k]/.test(pattern)) throw new Error(`the pattern ${pattern} has what Go's regular expressions have not, or have in another way`);
  return new RegExp(pattern);
}
