import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Both packages are final releases: each is imported in one file, so that it can be replaced there. */
const seams = {
  'openapi-fetch': 'src/request.ts',
  'openapi-typescript': 'scripts/openapi/types.ts',
};

/** Bans the packages, in these files, but for the one that belongs there. */
const ban = (files, allowed) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: Object.entries(seams)
          .filter(([name]) => name !== allowed)
          .map(([name, file]) => ({
            group: [name, `${name}/*`],
            message: `Only ${file} may import it.`,
          })),
      },
    ],
  },
});

export default tseslint.config(
  {
    ignores: [
      'dist',
      'coverage',
      'src/generated',
      'test/fixtures',
      'test/.samples',
      'test/package',
      'test/bench/.build',
      // Its types are there only once it is installed; its build checks them.
      'examples/browser',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      curly: ['error', 'multi-line', 'consistent'],
    },
  },
  {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    // Packages are not followed: that would take 20 seconds.
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    // Statements under test are often expressions without effect.
    files: ['test/types/**'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  ban(['src/**', 'scripts/**', 'test/**']),
  ...Object.entries(seams).map(([name, file]) => ban([file], name)),
  // The benchmark compares with bare openapi-fetch; a type test takes its middleware.
  ban(['test/bench/**', 'test/types/**'], 'openapi-fetch'),
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
