/** Options for Node.js with which a test starts a program of ours from src/ or test/, as its own process was started. */
export const nodeArgs = [`--import=${new URL('./built.mjs', import.meta.url)}`] as const
