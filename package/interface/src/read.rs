//! The interface of a compiled package.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use orchestra_compiler::{
    Database, Project, SourceFile,
    hir::lower::body,
    infer::{Environment, constant_type, constant_value, declared_type, signature_of},
    items::{
        Declared as DeclaredItem, ItemId, ItemKind, documentation, items, param_documentation,
    },
    parameter_default, plan,
    scope::{name_of_module, scope},
    types::{FloatRange, IntRange, ListType, Literal, NamedId, RecordType, StringType, Type},
};
use orchestra_plan::{Block, NodeKind, Plan, Value};
use rustc_hash::FxHashSet;

use crate::{
    Declared, DescribedField, DescribedType, Export, INTERFACE_VERSION, Interface, Module,
    Parameter, Template,
};

/// The folder whose modules aren't published.
const UNPUBLISHED: &str = "tests/";

/// What the project's own package offers.
#[must_use]
pub fn interface(db: &Database) -> Interface {
    let empty = Interface {
        interface_version: INTERFACE_VERSION,
        modules: BTreeMap::new(),
        types: BTreeMap::new(),
    };
    let mut reader =
        Reader { db, interface: empty, seen: FxHashSet::default(), waiting: Vec::new() };
    for (path, file) in Project::get(db).files(db).iter() {
        if path.package().is_root() && !path.path().starts_with(UNPUBLISHED) {
            let module = reader.module(*file);
            let is_silent = module.exports.is_empty() && module.providers.is_empty();
            if !is_silent {
                reader.interface.modules.insert(module_name(db, *file), module);
            }
        }
    }
    reader.follow();
    reader.interface
}

/// The name of a module, as `use` finds it; of a file outside any package, its path without the ending.
#[must_use]
pub fn module_name(db: &Database, file: SourceFile) -> String {
    let path = file.path(db);
    name_of_module(db, &path).unwrap_or_else(|| {
        let path = path.path();
        path.strip_suffix(".orch").unwrap_or(path).replace('/', ".")
    })
}

fn full_name(db: &Database, item: ItemId) -> String {
    format!("{}.{}", module_name(db, item.file(db)), item.name(db))
}

struct Reader<'d> {
    db: &'d Database,
    interface: Interface,
    seen: FxHashSet<ItemId>,
    /// Types that are named and not described yet.
    waiting: Vec<ItemId>,
}

impl Reader<'_> {
    fn module(&mut self, file: SourceFile) -> Module {
        let mut module = Module::default();
        let declared = items(self.db, file);
        for item in declared.declared() {
            if let Some(provider) = self.provider(file, item) {
                module.providers.insert(provider);
            }
            let name = item.name.text.to_string();
            let is_exported = item.kind.is_named() && !name.starts_with('_');
            if is_exported
                && !module.exports.contains_key(&name)
                && let Some(export) = self.export(item.id)
            {
                module.exports.insert(name, export);
            }
        }
        module
    }

    fn provider(&self, file: SourceFile, item: &DeclaredItem) -> Option<String> {
        let provides = item.provides.as_ref()?;
        let slug = scope(self.db, file).subnet(&provides.subnet)?;
        Some(format!("{} by {slug}.{}", provides.capability, provides.operation))
    }

    fn export(&mut self, item: ItemId) -> Option<Export> {
        let db = self.db;
        let documentation = documentation(db, item);
        Some(match item.kind(db) {
            ItemKind::Type | ItemKind::Enum => {
                self.wait_for(item);
                match item.kind(db) {
                    ItemKind::Enum => Export::Enum { documentation },
                    _ => Export::Type { documentation },
                }
            }
            ItemKind::Const => Export::Constant {
                documentation,
                ty: self.described(&constant_type(db, item)),
                value: constant_value(db, item).as_ref().map(Value::to_tagged),
            },
            ItemKind::Function => {
                let signature = signature_of(db, item)?;
                Export::Function {
                    documentation,
                    generics: signature.generics.iter().map(ToString::to_string).collect(),
                    parameters: self.parameters(item, None),
                    result: self.described(&signature.result),
                }
            }
            ItemKind::Template => Export::Template(Box::new(self.template(item, documentation)?)),
            ItemKind::Provide | ItemKind::Test => return None,
        })
    }

    fn template(&mut self, item: ItemId, documentation: String) -> Option<Template> {
        let signature = signature_of(self.db, item)?;
        let plan = plan(self.db, item);
        let bounds = plan.as_ref().map(|plan| &plan.bounds);
        Some(Template {
            documentation,
            parameters: self.parameters(item, plan.as_deref()),
            result: self.described(&signature.result),
            result_schema: plan.as_ref().map(|plan| plan.output.clone()),
            capabilities: plan.as_deref().map(capabilities).unwrap_or_default(),
            effects: plan.as_ref().map(|plan| plan.effects.clone()),
            worst: bounds.map(|bounds| bounds.worst.clone()).unwrap_or_default(),
            typical: bounds.map(|bounds| bounds.typical.clone()).unwrap_or_default(),
        })
    }

    fn parameters(&mut self, item: ItemId, plan: Option<&Plan>) -> Vec<Parameter> {
        let Some(signature) = signature_of(self.db, item) else { return Vec::new() };
        let said = param_documentation(self.db, item);
        let environment = Environment { db: self.db };
        let parameters = signature.params.iter().enumerate().map(|(at, param)| Parameter {
            name: param.name.to_string(),
            documentation: said.get(&*param.name).cloned().unwrap_or_default(),
            ty: self.described(&param.ty),
            optional: param.default.is_some() || param.ty.admits_null(&environment),
            default: param
                .default
                .and_then(|_| parameter_default(self.db, item, at))
                .as_ref()
                .map(Value::to_tagged),
            schema: plan.and_then(|plan| plan.params.get(at)).map(|param| param.schema.clone()),
        });
        parameters.collect()
    }

    fn wait_for(&mut self, item: ItemId) {
        if self.seen.insert(item) {
            self.waiting.push(item);
        }
    }

    /// Describes what is named, and what that names.
    fn follow(&mut self) {
        while let Some(item) = self.waiting.pop() {
            let generics = body(self.db, item).root.generics();
            let generics = generics.iter().map(|name| name.text.to_string()).collect();
            let ty = self.described(&declared_type(self.db, item));
            self.interface.types.insert(full_name(self.db, item), Declared { generics, ty });
        }
    }

    fn described(&mut self, ty: &Type) -> DescribedType {
        match ty {
            Type::Error => DescribedType::Unknown,
            Type::Never => DescribedType::Never,
            Type::Null => DescribedType::Null,
            Type::Bool => DescribedType::Bool,
            Type::Json => DescribedType::Json,
            Type::Duration => DescribedType::Duration,
            Type::Secret => DescribedType::Secret,
            Type::Money(currency) => {
                DescribedType::Money { currency: currency.as_ref().map(ToString::to_string) }
            }
            Type::Int(IntRange { min, max }) => DescribedType::Int { min: *min, max: *max },
            Type::Float(FloatRange { min, max }) => {
                DescribedType::Float { min: min.map(|it| it.get()), max: max.map(|it| it.get()) }
            }
            Type::String(string) => described_string(string),
            Type::Literal(literal) => {
                DescribedType::Literal { value: literal_value(literal).to_tagged() }
            }
            Type::List(list) => {
                let ListType { item, size } = &**list;
                let item = Box::new(self.described(item));
                DescribedType::List { item, min: size.min, max: size.max }
            }
            Type::Tuple(items) => DescribedType::Tuple { items: self.all(items) },
            Type::Map(of) => DescribedType::Map { of: Box::new(self.described(of)) },
            Type::Record(record) => self.record(record),
            Type::Union(arms) => DescribedType::Union { arms: self.all(arms) },
            Type::Named(named) => match &named.id {
                NamedId::Item { item, arguments, .. } => {
                    self.wait_for(*item);
                    let arguments = self.all(arguments);
                    DescribedType::Named { name: full_name(self.db, *item), arguments }
                }
                // No written type is a part of the Ledger's schemas.
                NamedId::Definition { .. } => DescribedType::Json,
            },
            Type::Parameter(name) => DescribedType::Parameter { name: name.to_string() },
        }
    }

    fn all(&mut self, types: &[Type]) -> Vec<DescribedType> {
        types.iter().map(|ty| self.described(ty)).collect()
    }

    fn record(&mut self, record: &RecordType) -> DescribedType {
        let fields = record.fields.iter().map(|field| DescribedField {
            name: field.name.to_string(),
            optional: field.optional,
            ty: self.described(&field.ty),
        });
        let fields = fields.collect();
        let rest = record.rest.as_ref().map(|rest| Box::new(self.described(rest)));
        DescribedType::Record { fields, rest }
    }
}

fn described_string(string: &StringType) -> DescribedType {
    DescribedType::String {
        min: string.length.min,
        max: string.length.max,
        patterns: string.patterns.iter().map(ToString::to_string).collect(),
        format: string.format,
    }
}

fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Float(value) => Value::Float(value.get()),
        Literal::String(text) => Value::String(Arc::clone(text)),
    }
}

/// Every capability that a plan calls.
#[must_use]
pub fn capabilities(plan: &Plan) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Block> = plan.templates.values().map(|template| &template.body).collect();
    while let Some(block) = open.pop() {
        for node in &block.nodes {
            if let NodeKind::Call(call) = &node.kind
                && call.capability
            {
                found.insert(call.target.clone());
            }
            open.extend(node.blocks().map(|(_, block)| block));
        }
    }
    found
}
