import { dirname, join } from 'node:path';
import ts from 'typescript';

/**
 * Finds every export of a module, and every member of what can be reached from one, that has no docstring, as far as it is written
 * by hand in the module's folder.
 */
export function findUndocumented(program: ts.Program, entry: string): string[] {
  const checker = program.getTypeChecker();
  const folder = dirname(entry);
  const undocumented: string[] = [];
  const seen = new Set<ts.Symbol>();

  const isOurs = (node: ts.Node): boolean => {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(folder) && !fileName.startsWith(join(folder, 'generated'));
  };
  const resolve = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const check = (name: string, told: ts.Symbol | ts.Signature | undefined): void => {
    const comment = ts.displayPartsToString(told?.getDocumentationComment(checker));
    if (!comment.trim()) undocumented.push(name);
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
      check(name, symbol);
    } else if (ts.isCallSignatureDeclaration(node) || ts.isConstructorDeclaration(node)) {
      const signature = checker.getSignatureFromDeclaration(node);
      name = `${owner}()`;
      check(name, signature);
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
    if (symbol.declarations?.some(isOurs)) check(symbol.name, symbol);
    enter(symbol);
  }
  return undocumented;
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
