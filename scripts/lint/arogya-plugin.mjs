// House rules that oxlint has no built-in for. Each message names what to use instead.
const noAmbientDate = {
  create(context) {
    return {
      NewExpression(node) {
        if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0)
          context.report({
            node,
            message: "Take a Clock (shared/ports) instead of reading the ambient time.",
          });
      },
    };
  },
};

export default { meta: { name: "arogya" }, rules: { "no-ambient-date": noAmbientDate } };
