//! The tree of a page while it is built, with every call of the tree builder counted.
//!
//! The algorithm of the HTML standard walks the open elements at a tag, opens formatting elements again in every
//! paragraph, and moves what is misnested. Each element that it looks at on these walks it asks the tree for, so the
//! number of its calls is the work it does, whatever the page tries.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use dom_query::{Document, NodeId};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, QualName};
use rustc_hash::FxHashMap;

use super::budget::Budget;

/// A text is read once more for each element above it, and so many bytes of that are one step.
const BYTES_A_STEP: usize = 256;

/// A document with a budget.
pub(super) struct Tree {
    document: Document,
    pub(super) budget: Budget,
    /// How deep a node lies below the document; nodes that are not attached are not in it.
    depths: RefCell<FxHashMap<NodeId, usize>>,
}

impl Tree {
    pub(super) fn new(budget: Budget) -> Self {
        Self { document: Document::default(), budget, depths: RefCell::default() }
    }

    fn depth(&self, node: NodeId) -> usize {
        self.depths.borrow().get(&node).copied().unwrap_or(0)
    }

    /// Notes how deep a node lies now, and what is below it.
    fn place(&self, node: NodeId, depth: usize) {
        let mut depths = self.depths.borrow_mut();
        let mut below = vec![(node, depth)];
        while let Some((node, depth)) = below.pop() {
            self.budget.spend(1);
            self.budget.reach(depth);
            // A page that is spent is not looked at any further.
            if self.budget.is_spent() {
                return;
            }
            depths.insert(node, depth);
            below.extend(self.document.tree.child_ids_of_it(&node, false).map(|child| (child, depth + 1)));
        }
    }

    /// Counts what comes to stand at a depth.
    fn count(&self, child: &NodeOrText<NodeId>, depth: usize) {
        self.budget.spend(1);
        match child {
            NodeOrText::AppendNode(node) => self.place(*node, depth),
            NodeOrText::AppendText(text) => self.budget.spend(text.len().saturating_mul(depth) / BYTES_A_STEP),
        }
    }
}

impl TreeSink for Tree {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Document {
        self.document
    }

    /// Nobody reads what is wrong with a page, and a page may hold an error a byte.
    fn parse_error(&self, _: Cow<'static, str>) {
        self.budget.spend(1);
    }

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.budget.spend(1);
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.budget.spend(1 + attributes.len());
        self.document.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.budget.spend(1);
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.budget.spend(1);
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.count(&child, self.depth(*parent) + 1);
        self.document.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.count(&child, self.depth(*element).max(self.depth(*previous) + 1));
        self.document.append_based_on_parent_node(element, previous, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.count(&child, self.depth(*sibling));
        self.document.append_before_sibling(sibling, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.document.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.budget.spend(1);
        let contents = self.document.get_template_contents(target);
        let depth = self.depth(*target) + 1;
        self.depths.borrow_mut().insert(contents, depth);
        contents
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.budget.spend(1);
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        // Each is compared with those that are there, and the element may have gathered them from many tags.
        let there = self.document.tree.get(target).map_or(0, |node| node.attrs().len());
        self.budget.spend(1 + attributes.len().saturating_mul(1 + there + attributes.len()));
        self.document.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.budget.spend(1);
        self.document.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let children = self.document.tree.child_ids_of(node);
        let depth = self.depth(*new_parent) + 1;
        children.into_iter().for_each(|child| self.place(child, depth));
        self.document.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}
