import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The public types of a module. */
export interface Documented {
  /** Every export, and every member of what can be reached from one, that has no docstring. */
  undocumented: string[];
  /** Every `@example`, by what it stands at. */
  examples: { name: string; text: string }[];
}

/** Reads the docstrings of everything that a module exports, as far as it is written by hand in the module's folder. */
export function readDocstrings(entry: string, settings: ts.CompilerOptions): Documented {
  const program = ts.createProgram([entry], settings);
  const checker = program.getTypeChecker();
  const folder = dirname(entry);
  const undocumented: string[] = [];
  const examples: Documented['examples'] = [];
  const seen = new Set<ts.Symbol>();

  const isOurs = (node: ts.Node): boolean => {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(folder) && !fileName.startsWith(join(folder, 'generated'));
  };
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

  const read = (node: ts.Node, name: string, comment: ts.SymbolDisplayPart[]): void => {
    if (!ts.displayPartsToString(comment).trim()) undocumented.push(name);
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text === 'example') {
        examples.push({ name, text: ts.getTextOfJSDocComment(tag.comment) ?? '' });
      }
    }
  };

  /**
   * Members, and the interfaces and classes that are named in them. Aliases are not entered, except as a base: in them
   * is the machinery that computes types, and what that shows is for the hover tests.
   */
  const visit = (node: ts.Node, owner: string): void => {
    if (ts.isBlock(node)) return;
    let name = owner;
    if (isMember(node)) {
      const symbol = checker.getSymbolAtLocation(node.name);
      name = `${owner}.${node.name.getText()}`;
      read(node, name, symbol?.getDocumentationComment(checker) ?? []);
    } else if (ts.isCallSignatureDeclaration(node) || ts.isConstructorDeclaration(node)) {
      const signature = checker.getSignatureFromDeclaration(node);
      name = `${owner}()`;
      read(node, name, signature?.getDocumentationComment(checker) ?? []);
    } else if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const isBase = ts.isExpressionWithTypeArguments(node);
      const symbol = checker.getSymbolAtLocation(isBase ? node.expression : node.typeName);
      const named = symbol && resolve(symbol);
      if (named && (isBase || named.flags & types)) enter(named);
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };

  const enter = (symbol: ts.Symbol): void => {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      if (isOurs(declaration)) visit(declaration, symbol.name);
    }
  };

  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  for (const exported of module ? checker.getExportsOfModule(module) : []) {
    const symbol = resolve(exported);
    const [declaration] = (symbol.declarations ?? []).filter(isOurs);
    if (declaration) read(declaration, symbol.name, symbol.getDocumentationComment(checker));
    enter(symbol);
  }
  return { undocumented, examples };
}

const types = ts.SymbolFlags.Interface | ts.SymbolFlags.Class;

type Member =
  | ts.PropertySignature
  | ts.PropertyDeclaration
  | ts.MethodSignature
  | ts.MethodDeclaration
  | ts.AccessorDeclaration;

function isMember(node: ts.Node): node is Member {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isAccessor(node)
  );
}
